import { isRawMap, type RawMap } from "../../components/config/layers";
import { isExpectedManager } from "../drift/ignored-fields";
import { runKubectl, type KubectlAccess } from "../drift/live-objects";
import type { AdoptedResource } from "./adopted-state";
import { mapsAt, textAt } from "./live-installation";

/** The field manager whose fields Pulumi's provider takes over, as if it had written them itself in the past. */
const ownManager = "pulumi-kubernetes";

/**
 * Makes the fields that Helm and people have set Pulumi's own, of objects that stay: else the API server
 * would refuse the next update as a conflict, and what the program does not set would stay for ever.
 * Nothing but the record of owners changes.
 */
export async function takeOverFields(
  access: KubectlAccess,
  adopted: readonly AdoptedResource[],
): Promise<void> {
  for (const resource of adopted.filter(({ next }) => next === "keeps")) {
    await runKubectl(access, patchCommand(resource), "");
  }
}

function patchCommand({ live, declared: { inputs } }: AdoptedResource): readonly string[] {
  const namespace = textAt(live, "metadata", "namespace");
  const version = textAt(live, "metadata", "resourceVersion");
  const patch = [
    // Refused where somebody has changed the object since.
    { op: "test", path: "/metadata/resourceVersion", value: version },
    { op: "replace", path: "/metadata/managedFields", value: ownedFields(live, inputs) },
  ];
  return [
    "patch",
    String(live.kind).toLowerCase(),
    textAt(live, "metadata", "name") ?? "",
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    "--type=json",
    `--patch=${JSON.stringify(patch)}`,
  ];
}

/**
 * The record of owners, with one entry for all whose fields are Pulumi's from now on: everything that
 * Helm and people have set, and of what controllers have set that which the program sets too. The
 * controller of a StatefulSet labels the claims that it makes, for instance.
 */
export function ownedFields(live: RawMap, planned: RawMap): readonly RawMap[] {
  const entries = mapsAt(live, "metadata", "managedFields").map((entry) => {
    const fields = isRawMap(entry.fieldsV1) ? entry.fieldsV1 : {};
    const { taken, left } = isControllers(entry) ? split(fields, planned) : { taken: fields, left: {} };
    return textAt(entry, "subresource") === undefined
      ? { entry, taken, left }
      : { entry, taken: {}, left: fields };
  });
  const own = entries.map(({ taken }) => taken).reduce<RawMap>(union, {});
  const [first] = entries;
  return [
    ...entries.flatMap(({ entry, left }) => (isEmpty(left) ? [] : [{ ...entry, fieldsV1: left }])),
    ...(first === undefined || isEmpty(own)
      ? []
      : [{ ...writtenWhole(first.entry), manager: ownManager, operation: "Update", fieldsV1: own }]),
  ];
}

/** An entry as of a write to the object itself; any may come first, also one of its status. */
function writtenWhole(entry: RawMap): RawMap {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => key !== "subresource"));
}

function isControllers(entry: RawMap): boolean {
  return isExpectedManager(textAt(entry, "manager") ?? "");
}

function isEmpty(map: RawMap): boolean {
  return Object.keys(map).length === 0;
}

/** Parts a record of fields by what the program sets; items of lists have keys of their own and are left. */
function split(fields: RawMap, planned: RawMap): { readonly taken: RawMap; readonly left: RawMap } {
  const parts = Object.entries(fields).map(([key, child]) => {
    const value = key.startsWith("f:") ? planned[key.slice(2)] : undefined;
    if (value === undefined) {
      return { taken: {}, left: { [key]: child } };
    }
    const inner = isRawMap(child) && isRawMap(value) && !isEmpty(child) ? split(child, value) : undefined;
    return inner === undefined
      ? { taken: { [key]: child }, left: {} }
      : {
          taken: isEmpty(inner.taken) ? {} : { [key]: inner.taken },
          left: isEmpty(inner.left) ? {} : { [key]: inner.left },
        };
  });
  return {
    taken: Object.assign({}, ...parts.map(({ taken }) => taken)),
    left: Object.assign({}, ...parts.map(({ left }) => left)),
  };
}

function union(left: RawMap, right: RawMap): RawMap {
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return Object.fromEntries(
    keys.map((key) => {
      const [a, b] = [left[key], right[key]];
      return [key, isRawMap(a) && isRawMap(b) ? union(a, b) : (a ?? b)];
    }),
  );
}
