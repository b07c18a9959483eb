import { type PropertyMap, type PropertyValue, isList, isMap } from "../../protocol/property-value";

function pruneValue(live: PropertyValue, shape: PropertyValue): PropertyValue {
  if (isMap(live) && isMap(shape)) {
    return pruneToShape(live, shape);
  }
  if (isList(live) && isList(shape)) {
    return live.slice(0, shape.length).map((item, index) => pruneValue(item, shape[index] ?? null));
  }
  return live;
}

/**
 * The part of a live object that the inputs mention: what controllers and defaults added is left out.
 *
 * List items are matched by position and a longer live list is cut, as in the official plugin.
 */
export function pruneToShape(live: PropertyMap, shape: PropertyMap): PropertyMap {
  // Not by assignment: a key such as `__proto__` would be lost.
  return Object.fromEntries(
    Object.entries(live)
      .filter(([key]) => Object.hasOwn(shape, key) && shape[key] !== undefined)
      .map(([key, value]) => [key, pruneValue(value, shape[key] ?? null)]),
  );
}
