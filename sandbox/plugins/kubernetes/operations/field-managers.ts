import { randomBytes } from "node:crypto";

import { type PropertyMap, type PropertyValue, isMap } from "../../protocol/property-value";
import { type KubernetesObject, annotationOf, fieldAt, mapsAt, textAt } from "../objects/kubernetes-object";

/** The name under which the server keeps which fields this resource owns: fixed for the resource's life. */
export function fieldManagerOf(object: KubernetesObject, remembered: string): string {
  const chosen = annotationOf(object, "pulumi.com/patchFieldManager");
  return chosen || remembered || `pulumi-kubernetes-${randomBytes(4).toString("hex")}`;
}

/** Managers whose plain writes count as this plugin's own, by the start of their name (as in the official one). */
const plainWriters = ["pulumi-kubernetes", "pulumi-resource-kubernetes", "before-first-apply", "kubectl"];

/**
 * Whether an entry stands for a write other than an apply of ours. To the server, a plain create or update
 * and an apply are different owners even under one name; `kubectl scale` writes a subresource and stays apart.
 */
function isPlainWriter(entry: PropertyMap, manager: string): boolean {
  const name = textAt(entry, "manager");
  const writes = textAt(entry, "operation") === "Update" || name.startsWith("kubectl");
  const known = name === manager || plainWriters.some((start) => name.startsWith(start));
  return writes && known && textAt(entry, "subresource") === "";
}

function isOwnApply(entry: PropertyMap, manager: string): boolean {
  return textAt(entry, "manager") === manager && textAt(entry, "operation") === "Apply";
}

/** Whether an apply would meet fields that this resource (or kubectl) wrote by another operation. */
export function needsTransfer(live: KubernetesObject, manager: string): boolean {
  return mapsAt(live, "metadata", "managedFields").some((entry) => isPlainWriter(entry, manager));
}

function union(left: PropertyValue | undefined, right: PropertyValue | undefined): PropertyValue {
  if (!isMap(left) || !isMap(right)) {
    return right ?? left ?? {};
  }
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return Object.fromEntries([...keys].map((key) => [key, union(left[key], right[key])]));
}

/**
 * The JSON patch that hands the fields of a plain create, and those of kubectl, to our apply, as the
 * official plugin does: without it, a field that leaves the program would stay on the server.
 */
export function transferPatch(live: KubernetesObject, manager: string): readonly PropertyMap[] {
  const entries = mapsAt(live, "metadata", "managedFields");
  const taken = entries.filter((entry) => isPlainWriter(entry, manager) || isOwnApply(entry, manager));
  const [first = {}] = taken;
  const fieldsV1 = taken.map((entry) => fieldAt(entry, "fieldsV1")).reduce<PropertyValue>(union, {});
  const owner: PropertyMap = { ...first, manager, operation: "Apply", fieldsV1 };
  const others = entries.filter((entry) => !taken.includes(entry));
  return [
    { op: "replace", path: "/metadata/managedFields", value: [owner, ...others] },
    // Fails rather than undoes a write made in between.
    { op: "replace", path: "/metadata/resourceVersion", value: textAt(live, "metadata", "resourceVersion") },
  ];
}
