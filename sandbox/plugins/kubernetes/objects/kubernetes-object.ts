import { type PropertyMap, type PropertyValue, isMap, withoutKey } from "../../protocol/property-value";

/** A Kubernetes object as the API server reads and writes it; at preview parts may be unknown. */
export type KubernetesObject = PropertyMap;

/** The value at a path of field names, or undefined where any of them is absent. */
export function fieldAt(
  object: PropertyValue | undefined,
  ...path: readonly string[]
): PropertyValue | undefined {
  return path.reduce<PropertyValue | undefined>(
    (value, key) => (isMap(value) ? value[key] : undefined),
    object,
  );
}

export function textAt(object: PropertyValue | undefined, ...path: readonly string[]): string {
  const value = fieldAt(object, ...path);
  return typeof value === "string" ? value : "";
}

export function numberAt(object: PropertyValue | undefined, ...path: readonly string[]): number | undefined {
  const value = fieldAt(object, ...path);
  return typeof value === "number" ? value : undefined;
}

export function listAt(
  object: PropertyValue | undefined,
  ...path: readonly string[]
): readonly PropertyValue[] {
  const value = fieldAt(object, ...path);
  return Array.isArray(value) ? value : [];
}

/** The maps of a list; what is not a map is left out. */
export function mapsAt(
  object: PropertyValue | undefined,
  ...path: readonly string[]
): readonly PropertyMap[] {
  return listAt(object, ...path).filter((item): item is PropertyMap => isMap(item));
}

/** The object with a field set, or removed where the value is undefined. */
export function withField(
  object: KubernetesObject,
  path: readonly [string, ...string[]],
  value: PropertyValue | undefined,
): KubernetesObject {
  const [key, next, ...rest] = path;
  if (next === undefined) {
    return value === undefined ? withoutKey(object, key) : { ...object, [key]: value };
  }
  const inner = object[key];
  if (value === undefined && !isMap(inner)) {
    return object;
  }
  return { ...object, [key]: withField(isMap(inner) ? inner : {}, [next, ...rest], value) };
}

export const apiVersionOf = (object: KubernetesObject): string => textAt(object, "apiVersion");
export const kindOf = (object: KubernetesObject): string => textAt(object, "kind");
export const nameOf = (object: KubernetesObject): string => textAt(object, "metadata", "name");
export const namespaceOf = (object: KubernetesObject): string => textAt(object, "metadata", "namespace");

export function annotationOf(object: KubernetesObject, name: string): string {
  return textAt(object, "metadata", "annotations", name);
}

/** How the official plugin names a resource in state: `namespace/name`, or `name` cluster-wide. */
export function idOf(object: KubernetesObject): string {
  const namespace = namespaceOf(object);
  return namespace === "" ? nameOf(object) : `${namespace}/${nameOf(object)}`;
}

export function parseId(id: string): { readonly namespace: string; readonly name: string } {
  const slash = id.indexOf("/");
  return slash < 0
    ? { namespace: "", name: id }
    : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}

/** How messages name an object: `Deployment "shop/web"`. */
export function describe(object: KubernetesObject): string {
  return `${kindOf(object)} "${idOf(object)}"`;
}
