import { type PropertyMap, type PropertyValue, isList, isMap, isTagged } from "../protocol/property-value";

/** What lies at a path such as `settings.ipConfiguration.sslMode`; undefined where it is absent or not known. */
export function at(map: PropertyMap, path: string): PropertyValue | undefined {
  const found = path
    .split(".")
    .reduce<PropertyValue | undefined>((value, name) => (isMap(value) ? value[name] : undefined), map);
  return found === null || isTagged(found) ? undefined : found;
}

export function textAt(map: PropertyMap, path: string): string | undefined {
  const value = at(map, path);
  return typeof value === "string" ? value : undefined;
}

export function numberAt(map: PropertyMap, path: string): number | undefined {
  const value = at(map, path);
  return typeof value === "number" ? value : undefined;
}

export function isOn(map: PropertyMap, path: string): boolean {
  return at(map, path) === true;
}

export function listAt(map: PropertyMap, path: string): readonly PropertyValue[] {
  const value = at(map, path);
  return isList(value) ? value : [];
}

export function textsAt(map: PropertyMap, path: string): readonly string[] {
  return listAt(map, path).filter((item) => typeof item === "string");
}

export function mapsAt(map: PropertyMap, path: string): readonly PropertyMap[] {
  return listAt(map, path).filter(isMap);
}

export function mapAt(map: PropertyMap, path: string): PropertyMap {
  const value = at(map, path);
  return isMap(value) ? value : {};
}
