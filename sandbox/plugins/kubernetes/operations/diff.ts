import {
  type PropertyMap,
  type PropertyValue,
  isList,
  isMap,
  sameValue,
} from "../../protocol/property-value";
import type { DiffAnswer, PropertyDiff, PropertyDiffKind } from "../../protocol/resource-plugin";
import { isAutonamed } from "../objects/autoname";
import { type Mutability, replacementRule } from "./forced-replacement";
import { isClusterWide } from "../api/cluster-wide-kinds";
import { type KubernetesObject, nameOf, namespaceOf, withField } from "../objects/kubernetes-object";
import { normalizeInputs } from "../objects/normalize";
import { type PropertyPath, formatPath, isWithin, parsePath } from "../objects/property-path";
import { pruneToShape } from "./prune";

export type ObjectChange = {
  readonly oldInputs: KubernetesObject;
  /** The object as last seen on the server. */
  readonly oldLive: KubernetesObject;
  readonly newInputs: KubernetesObject;
};

export type DiffRules = Mutability & { readonly ignoreChanges: readonly string[] };

type Change = { readonly path: PropertyPath; readonly kind: "ADD" | "DELETE" | "UPDATE" };

function mapChanges(path: PropertyPath, old: PropertyMap, now: PropertyMap): readonly Change[] {
  const keys = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...keys].flatMap((key) => changes([...path, key], old[key], now[key]));
}

function listChanges(
  path: PropertyPath,
  old: readonly PropertyValue[],
  now: readonly PropertyValue[],
): readonly Change[] {
  const length = Math.max(old.length, now.length);
  return Array.from({ length }, (_, index) => changes([...path, index], old[index], now[index])).flat();
}

function changes(
  path: PropertyPath,
  old: PropertyValue | undefined,
  now: PropertyValue | undefined,
): readonly Change[] {
  if (old === undefined) {
    return now === undefined ? [] : [{ path, kind: "ADD" }];
  }
  if (now === undefined) {
    return [{ path, kind: "DELETE" }];
  }
  if (isMap(old) && isMap(now)) {
    return mapChanges(path, old, now);
  }
  if (isList(old) && isList(now)) {
    return listChanges(path, old, now);
  }
  return sameValue(old, now) ? [] : [{ path, kind: "UPDATE" }];
}

function withCanonicalNamespace(object: KubernetesObject): KubernetesObject {
  const namespace = isClusterWide(object) ? undefined : namespaceOf(object) || "default";
  return withField(object, ["metadata", "namespace"], namespace);
}

const replacing: Readonly<Record<Change["kind"], PropertyDiffKind>> = {
  ADD: "ADD_REPLACE",
  DELETE: "DELETE_REPLACE",
  UPDATE: "UPDATE_REPLACE",
};

function propertyDiff({ kind }: Change, replaces: boolean): PropertyDiff {
  return { kind: replaces ? replacing[kind] : kind, inputDiff: kind === "DELETE" };
}

/**
 * What an update from one set of inputs to another would do to an object, without asking the server.
 *
 * The new inputs are compared with the live object cut to the shape of the old inputs, so that a change
 * made by hand shows after a refresh and what controllers wrote never does. A replacement deletes first
 * only when the new object would have the same name, which an auto-named one has not.
 */
export function diffObjects(change: ObjectChange, rules: DiffRules): DiffAnswer {
  const oldInputs = normalizeInputs(change.oldInputs);
  const old = withCanonicalNamespace(pruneToShape(change.oldLive, oldInputs));
  const now = withCanonicalNamespace(normalizeInputs(change.newInputs));
  const ignored = rules.ignoreChanges.map(parsePath);
  const replaces = replacementRule(now, rules);
  const found = mapChanges([], old, now)
    .filter(({ path }) => !ignored.some((outer) => isWithin(path, outer)))
    .map((item) => ({ path: formatPath(item.path), diff: propertyDiff(item, replaces(item.path)) }));
  if (found.length === 0) {
    return { changed: false };
  }
  const replacedPaths = found.filter(({ diff }) => diff.kind.endsWith("_REPLACE")).map(({ path }) => path);
  const sameName = nameOf(now) === nameOf(old) && namespaceOf(now) === namespaceOf(old);
  return {
    changed: true,
    replaces: replacedPaths,
    deleteBeforeReplace: replacedPaths.length > 0 && sameName && !isAutonamed(now),
    detailedDiff: Object.fromEntries(found.map(({ path, diff }) => [path, diff])),
  };
}
