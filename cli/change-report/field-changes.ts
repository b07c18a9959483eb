import { childPath, isRawMap, type Raw, type RawMap } from "../../components/config/layers";
import { masked } from "../terminal/secret-marks";
import { kindOf } from "../terminal/resource-names";
import type { PlannedStep } from "./planned-step";

/** A field that an update would change; undefined on a side stands for a field that is not there. */
export interface FieldChange {
  readonly path: string;
  readonly before: Raw;
  readonly after: Raw;
}

/** Pulumi's own notes on an object, and generated names, say nothing to a reader. */
const unremarkable = /^metadata\.(annotations\["pulumi\.com\/|name$)/;

/** The fields of a resource that an update would change, sorted by path. */
export function fieldChanges({ before, after, paths, type }: PlannedStep): readonly FieldChange[] {
  if (before === undefined || after === undefined) {
    return [];
  }
  const seen = differences("", before.inputs, after.inputs).filter(({ path }) => !unremarkable.test(path));
  // What the provider names beside that is secret, or differs from the live object only.
  const [now, then] =
    kindOf(type) === "Secret" ? [masked, masked] : ["(changed by others)", "(as configured)"];
  const hidden = seen.length > 0 ? [] : paths.map((path) => ({ path, before: now, after: then }));
  return [...seen, ...hidden].sort((left, right) => (left.path < right.path ? -1 : 1));
}

function differences(path: string, before: Raw, after: Raw): readonly FieldChange[] {
  const [left, right] = [keyed(before), keyed(after)];
  if (left !== undefined && right !== undefined && left.kind === right.kind) {
    const keys = [...new Set([...Object.keys(left.entries), ...Object.keys(right.entries)])];
    return keys.flatMap((key) =>
      differences(
        left.kind === "map" ? childPath(path, key) : `${path}[${key}]`,
        left.entries[key],
        right.entries[key],
      ),
    );
  }
  return JSON.stringify(before) === JSON.stringify(after)
    ? []
    : [{ path, before: ownValue(before), after: ownValue(after) }];
}

/** What a variable that comes or goes is worth; its name is in the path. */
function ownValue(value: Raw): Raw {
  return isRawMap(value) && Object.keys(value).sort().join() === "name,value" ? value.value : value;
}

interface Keyed {
  readonly kind: "map" | "named list";
  readonly entries: RawMap;
}

/** A map, or a list whose items have names of their own, by key; such a list is compared by name. */
function keyed(value: Raw): Keyed | undefined {
  if (isRawMap(value)) {
    return { kind: "map", entries: value };
  }
  if (!Array.isArray(value) || value.length === 0) {
    return undefined;
  }
  const named = value.flatMap((item: Raw): readonly (readonly [string, Raw])[] =>
    isRawMap(item) && typeof item.name === "string" ? [[item.name, item]] : [],
  );
  const names = new Set(named.map(([name]) => name));
  return names.size === value.length ? { kind: "named list", entries: Object.fromEntries(named) } : undefined;
}
