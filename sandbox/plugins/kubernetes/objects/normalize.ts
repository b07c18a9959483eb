import {
  type PropertyMap,
  type PropertyValue,
  isList,
  isMap,
  isUnknown,
  mapValues,
  withoutKey,
} from "../../protocol/property-value";
import { type KubernetesObject, apiVersionOf, fieldAt, kindOf, withField } from "./kubernetes-object";
import { canonicalQuantity } from "./quantity";
import {
  builtInGroups,
  droppedWhenBlank,
  droppedWhenFalse,
  droppedWhenZero,
  kindsWithMapSelector,
  mapFields,
  quantityFields,
  quantityMaps,
  requiredLists,
} from "./typed-fields";

/** What only the server writes; the official plugin removes it from inputs. */
const serverWrittenMetadata = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
] as const;

export function isBuiltIn(object: KubernetesObject): boolean {
  const apiVersion = apiVersionOf(object);
  const slash = apiVersion.indexOf("/");
  return builtInGroups.has(slash < 0 ? "" : apiVersion.slice(0, slash));
}

export function isCoreKind(object: KubernetesObject, kind: string): boolean {
  return apiVersionOf(object) === "v1" && kindOf(object) === kind;
}

function withoutNulls(value: PropertyValue): PropertyValue {
  if (isList(value)) {
    return value.map(withoutNulls);
  }
  return isMap(value) ? mapValues(value, (item) => (item === null ? undefined : withoutNulls(item))) : value;
}

function quantity(value: PropertyValue): PropertyValue {
  return typeof value === "string" || typeof value === "number" ? canonicalQuantity(String(value)) : value;
}

/** A field as the server would write it back, or undefined where it would leave it out. */
function typedField(value: PropertyValue, key: string): PropertyValue | undefined {
  if (isList(value)) {
    return value.length === 0 && !requiredLists.has(key) ? undefined : value.map(typedItem);
  }
  if (isMap(value)) {
    return typedMap(value, key);
  }
  const dropped =
    (value === false && droppedWhenFalse.has(key)) ||
    (value === 0 && droppedWhenZero.has(key)) ||
    (value === "" && droppedWhenBlank.has(key));
  if (dropped) {
    return undefined;
  }
  return quantityFields.has(key) ? quantity(value) : value;
}

function typedMap(value: PropertyMap, key: string): PropertyMap | undefined {
  if (!mapFields.has(key)) {
    return mapValues(value, typedField);
  }
  if (Object.keys(value).length === 0) {
    return undefined;
  }
  return quantityMaps.has(key) ? mapValues(value, quantity) : value;
}

function typedItem(item: PropertyValue): PropertyValue {
  return isMap(item) ? mapValues(item, typedField) : item;
}

function withoutEmptySelector(object: KubernetesObject): KubernetesObject {
  const selector = fieldAt(object, "spec", "selector");
  const empty = isMap(selector) && Object.keys(selector).length === 0;
  return empty && kindsWithMapSelector.has(kindOf(object))
    ? withField(object, ["spec", "selector"], undefined)
    : object;
}

function encoded(value: PropertyValue): PropertyValue {
  return isUnknown(value) ? value : Buffer.from(String(value), "utf8").toString("base64");
}

/** The server keeps a Secret's `stringData` only as `data`, and so does the official plugin in its inputs. */
function withEncodedSecretData(object: KubernetesObject): KubernetesObject {
  const { stringData, data } = object;
  if (!isCoreKind(object, "Secret") || !isMap(stringData) || isUnknown(data)) {
    return object;
  }
  const merged = { ...(isMap(data) ? data : {}), ...mapValues(stringData, encoded) };
  return { ...withoutKey(object, "stringData"), data: merged };
}

/**
 * Inputs in the form in which the server writes them back, so that two inputs that mean the same are equal.
 *
 * Secret marks must be taken off before (`reveal`); unknown values are kept.
 */
export function normalizeInputs(inputs: KubernetesObject): KubernetesObject {
  const present = mapValues(inputs, (value) => (value === null ? undefined : withoutNulls(value)));
  const typed = isBuiltIn(present)
    ? mapValues(withoutEmptySelector(withEncodedSecretData(present)), typedField)
    : present;
  return serverWrittenMetadata.reduce(
    (object, key) => withField(object, ["metadata", key], undefined),
    typed,
  );
}
