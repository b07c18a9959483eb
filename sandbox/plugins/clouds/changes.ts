import { type PropertyMap, isMap, sameValue } from "../protocol/property-value";

/** Paths of what differs between two maps of inputs, in maps at every depth; lists differ as a whole. */
export function changesOf(old: PropertyMap, now: PropertyMap): readonly string[] {
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.flatMap((name) => {
    const before = old[name];
    const after = now[name];
    if (isMap(before) && isMap(after)) {
      return changesOf(before, after).map((path) => `${name}.${path}`);
    }
    return sameValue(before, after) ? [] : [name];
  });
}
