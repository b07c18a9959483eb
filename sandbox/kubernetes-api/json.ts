export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonMap;

export type JsonMap = { readonly [key: string]: JsonValue };

export function isJsonMap(value: JsonValue | undefined): value is JsonMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The object that a text holds; an empty one for JSON of another kind.
 * @throws SyntaxError for text that is not JSON
 */
export function jsonMap(text: string): JsonMap {
  const value: JsonValue = JSON.parse(text);
  return isJsonMap(value) ? value : {};
}
