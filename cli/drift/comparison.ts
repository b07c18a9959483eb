import { childPath, isRawMap, type Raw, type RawMap } from "../../components/config/layers";
import { quantityInThousandths, quantityPattern } from "../../components/values/quantity";
import { masked } from "../terminal/secret-marks";
import { isIgnored } from "./ignored-fields";
import { foreignFields } from "./managed-paths";
import type { WantedObject } from "./wanted-objects";

/** Something in the cluster that is not as the last update left it. */
export interface Drift {
  /** For instance `Deployment openops-app`. */
  readonly object: string;
  /** Undefined where the whole object is missing. */
  readonly field: string | undefined;
  readonly wanted: Raw;
  readonly found: Raw;
}

/** A live object, or undefined where it is missing. */
export type LiveObject = RawMap | undefined;

/** What differs, object by object; empty on a healthy stack. */
export function driftOf(
  objects: readonly (readonly [wanted: WantedObject, live: LiveObject])[],
): readonly Drift[] {
  const all = objects.map(([wanted]) => wanted);
  return objects.flatMap(([wanted, live]): readonly Drift[] => {
    const object = `${wanted.kind} ${wanted.name}`;
    if (live === undefined) {
      return [{ object, field: undefined, wanted: "present", found: "missing" }];
    }
    const changed = differences("", wanted.content, live);
    const known = new Set(changed.map(({ path }) => path));
    const added = foreignFields(live)
      .filter(({ path }) => !known.has(path) && valueAt(wanted.content, path) === undefined)
      .map(({ path, manager }) => ({ path, wanted: undefined, found: `set by ${manager}` }));
    return [...changed, ...added]
      .filter(({ path }) => !isIgnored(path, wanted, all))
      .sort((left, right) => (left.path < right.path ? -1 : 1))
      .map(({ path, wanted: value, found }) => ({ object, field: path, wanted: value, found }));
  });
}

interface Difference {
  readonly path: string;
  readonly wanted: Raw;
  readonly found: Raw;
}

/** Compares what the program asked for; other fields are defaults, or reported with their field managers. */
function differences(path: string, wanted: Raw, found: Raw): readonly Difference[] {
  if (wanted === masked || wanted === undefined || isEmpty(wanted)) {
    return [];
  }
  if (isRawMap(wanted)) {
    return Object.entries(wanted).flatMap(([key, child]) =>
      differences(childPath(path, key), child, isRawMap(found) ? found[key] : undefined),
    );
  }
  if (Array.isArray(wanted)) {
    return listDifferences(path, wanted, found);
  }
  return isSame(wanted, found) ? [] : [{ path, wanted, found }];
}

function listDifferences(path: string, wanted: readonly Raw[], found: Raw): readonly Difference[] {
  const items: readonly Raw[] = Array.isArray(found) ? found : [];
  return wanted.flatMap((item, index) => {
    const name = isRawMap(item) ? item.name : undefined;
    return typeof name === "string"
      ? differences(
          `${path}[${name}]`,
          item,
          items.find((other) => isRawMap(other) && other.name === name),
        )
      : differences(`${path}[${index}]`, item, items[index]);
  });
}

/** The API server leaves out what is empty. */
function isEmpty(value: Raw): boolean {
  return value === null || (typeof value === "object" && value !== null && Object.keys(value).length === 0);
}

/** Equal as Kubernetes sees it: it writes quantities in its own way. */
function isSame(wanted: Raw, found: Raw): boolean {
  if (wanted === found) {
    return true;
  }
  // What is false, zero or an empty text is left out.
  if (found === undefined) {
    return wanted === false || wanted === 0 || wanted === "";
  }
  const texts = [String(wanted), String(found)];
  const [left, right] = texts.map((text) =>
    quantityPattern.test(text) ? quantityInThousandths(text) : undefined,
  );
  return left !== undefined && left === right;
}

function valueAt(content: RawMap, path: string): Raw {
  return path.split(/\.(?![^[]*\])|(?=\[)/).reduce<Raw>((value, step) => childOf(value, step), content);
}

function childOf(value: Raw, step: string): Raw {
  const key = step.startsWith('["') ? step.slice(2, -2) : step.startsWith("[") ? step.slice(1, -1) : step;
  if (Array.isArray(value)) {
    return value.find(
      (item: Raw) =>
        item === key || (isRawMap(item) && (item.name === key || Object.values(item).includes(key))),
    );
  }
  return isRawMap(value) ? value[key] : undefined;
}
