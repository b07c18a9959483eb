import { childPath, isRawMap, type Raw } from "../../components/config/layers";
import { isExpectedManager } from "./ignored-fields";

/** A field that somebody else than the stack has set. */
export interface ForeignField {
  readonly path: string;
  readonly manager: string;
}

/** The fields of a live object that unexpected field managers own, from its `managedFields`. */
export function foreignFields(live: Raw): readonly ForeignField[] {
  const metadata = isRawMap(live) ? live.metadata : undefined;
  const entries = isRawMap(metadata) && Array.isArray(metadata.managedFields) ? metadata.managedFields : [];
  return entries.filter(isRawMap).flatMap((entry): readonly ForeignField[] => {
    const manager = String(entry.manager);
    return entry.subresource === "status" || isExpectedManager(manager)
      ? []
      : leavesOf(entry.fieldsV1, "").map((path) => ({ path, manager }));
  });
}

/** `f:name` is a field, `k:{…}` an item of a list by its key, `v:…` a value of a set, `.` the thing itself. */
function leavesOf(fields: Raw, path: string): readonly string[] {
  const children = Object.entries(isRawMap(fields) ? fields : {}).filter(([key]) => key !== ".");
  return children.length === 0 && path !== ""
    ? [path]
    : children.flatMap(([key, child]) => leavesOf(child, stepOf(path, key)));
}

function stepOf(path: string, key: string): string {
  const text = key.slice(2);
  if (key.startsWith("f:")) {
    return childPath(path, text);
  }
  const parsed: unknown = key.startsWith("k:") ? JSON.parse(text) : text;
  const item = isRawMap(parsed) ? (parsed.name ?? Object.values(parsed).join(",")) : text;
  return `${path}[${String(item)}]`;
}
