/**
 * Resource properties as plain data. What JSON cannot say (a secret, a value not known yet, an asset)
 * is an object tagged with a symbol, so that it can never be confused with a user's map. (The tagged ones
 * are interfaces because a type alias would be assignable to PropertyMap and spoil narrowing.)
 */
export const tag: unique symbol = Symbol("pulumi property");

export type PropertyMap = { readonly [key: string]: PropertyValue };

/** A value that the engine encrypts in state and masks on screen. */
export interface SecretValue {
  readonly [tag]: "secret";
  readonly value: PropertyValue;
}

/** A value that is only known once other resources have been created: appears at preview. */
export interface UnknownValue {
  readonly [tag]: "unknown";
}

/** A value with the resources it came from; `value` is absent while unknown. */
export interface OutputValue {
  readonly [tag]: "output";
  readonly value?: PropertyValue;
  readonly secret: boolean;
  readonly dependencies: readonly string[];
}

/** A file, archive or resource reference: passed through as it came. */
export interface OpaqueValue {
  readonly [tag]: "opaque";
  readonly wire: PropertyMap;
}

export type TaggedValue = SecretValue | UnknownValue | OutputValue | OpaqueValue;

export type PropertyValue =
  null | boolean | number | string | readonly PropertyValue[] | PropertyMap | TaggedValue;

export const unknownValue: UnknownValue = { [tag]: "unknown" };

/** How the engine writes, in text, a value that is not known yet. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isTagged(value: PropertyValue | undefined): value is TaggedValue {
  return typeof value === "object" && value !== null && tag in value;
}

export function isSecret(value: PropertyValue | undefined): value is SecretValue {
  return isTagged(value) && value[tag] === "secret";
}

export function isUnknown(value: PropertyValue | undefined): value is UnknownValue {
  return isTagged(value) && value[tag] === "unknown";
}

export function isList(value: PropertyValue | undefined): value is readonly PropertyValue[] {
  return Array.isArray(value);
}

export function isMap(value: PropertyValue | undefined): value is PropertyMap {
  return typeof value === "object" && value !== null && !isList(value) && !isTagged(value);
}

/** Marks a value as secret; a value that is one already stays as it is. */
export function secret(value: PropertyValue): SecretValue {
  return isSecret(value) ? value : { [tag]: "secret", value };
}

/** Rebuilds a map with each value changed; a value changed to undefined is left out. */
export function mapValues(
  map: PropertyMap,
  change: (value: PropertyValue, key: string) => PropertyValue | undefined,
): PropertyMap {
  // Not by assignment: a key such as `__proto__` would be lost.
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value]): readonly (readonly [string, PropertyValue])[] => {
      const result = change(value, key);
      return result === undefined ? [] : [[key, result]];
    }),
  );
}

export function withoutKey(map: PropertyMap, removed: string): PropertyMap {
  return mapValues(map, (value, key) => (key === removed ? undefined : value));
}

/** The value without its secret and output marks, at every depth; unknown values stay. */
export function reveal(value: PropertyValue): PropertyValue {
  if (isTagged(value)) {
    switch (value[tag]) {
      case "secret":
        return reveal(value.value);
      case "output":
        return value.value === undefined ? unknownValue : reveal(value.value);
      default:
        return value;
    }
  }
  if (isList(value)) {
    return value.map(reveal);
  }
  return isMap(value) ? revealMap(value) : value;
}

export function revealMap(map: PropertyMap): PropertyMap {
  return mapValues(map, reveal);
}

function contains(value: PropertyValue, wanted: (value: TaggedValue) => boolean): boolean {
  if (isTagged(value)) {
    if (wanted(value)) {
      return true;
    }
    const inner = value[tag] === "secret" || value[tag] === "output" ? value.value : undefined;
    return inner !== undefined && contains(inner, wanted);
  }
  if (isList(value)) {
    return value.some((item) => contains(item, wanted));
  }
  return isMap(value) && Object.values(value).some((item) => contains(item, wanted));
}

export function containsUnknown(value: PropertyValue): boolean {
  return contains(
    value,
    (item) => item[tag] === "unknown" || (item[tag] === "output" && item.value === undefined),
  );
}

export function containsSecret(value: PropertyValue): boolean {
  return contains(value, (item) => item[tag] === "secret" || (item[tag] === "output" && item.secret));
}

/** Deep equality; an unknown value equals nothing but another unknown, a secret only a secret. */
export function sameValue(left: PropertyValue | undefined, right: PropertyValue | undefined): boolean {
  if (left === undefined || right === undefined || left === null || right === null) {
    return left === right;
  }
  if (typeof left !== "object" || typeof right !== "object") {
    return left === right;
  }
  if (isTagged(left) || isTagged(right)) {
    return isTagged(left) && isTagged(right) && sameTagged(left, right);
  }
  if (isList(left) || isList(right)) {
    return (
      isList(left) &&
      isList(right) &&
      left.length === right.length &&
      left.every((item, index) => sameValue(item, right[index]))
    );
  }
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => key in right && sameValue(left[key], right[key]))
  );
}

function sameTagged(left: TaggedValue, right: TaggedValue): boolean {
  if (left[tag] === "opaque" && right[tag] === "opaque") {
    return sameValue(left.wire, right.wire);
  }
  if (left[tag] === "secret" && right[tag] === "secret") {
    return sameValue(left.value, right.value);
  }
  if (left[tag] === "output" && right[tag] === "output") {
    return left.secret === right.secret && sameValue(left.value, right.value);
  }
  return left[tag] === right[tag];
}
