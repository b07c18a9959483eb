import {
  type PropertyMap,
  type PropertyValue,
  containsSecret,
  isMap,
  isSecret,
  secret,
} from "../../protocol/property-value";

const secretFields = ["data", "stringData"];

function markedLike(value: PropertyValue, source: PropertyValue | undefined): PropertyValue {
  if (source === undefined || isSecret(value)) {
    return value;
  }
  if (isMap(value) && isMap(source)) {
    return markSecrets(value, source);
  }
  return containsSecret(source) ? secret(value) : value;
}

/**
 * Marks in an object what was secret in the inputs it came from.
 *
 * Maps are marked field by field; a list with one secret becomes secret as a whole, for the server may
 * reorder it. The data of a Secret is always secret, whatever the user marked.
 */
export function markSecrets(object: PropertyMap, source: PropertyMap): PropertyMap {
  const holdsSecrets = object.kind === "Secret";
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => {
      const always = holdsSecrets && secretFields.includes(key);
      return [key, always ? secret(value) : markedLike(value, source[key])];
    }),
  );
}
