import type { SecretValueName } from "./secret-definitions";

/** A value that only the deployment knows: a secret, or where a store can be reached. */
export type Reference =
  | { readonly kind: "secret"; readonly name: SecretValueName }
  | { readonly kind: "extra-secret"; readonly service: string; readonly variable: string }
  /** The password of a server that generates its own, escaped for a URL. */
  | { readonly kind: "server-password"; readonly store: StoreName }
  | { readonly kind: "endpoint"; readonly store: StoreName; readonly field: "host" | "port" };

/** The two stores every stack has, wherever they come from. */
export type StoreName = "database" | "cache";

/** A text with references in it, so that planning needs neither secrets nor a cluster. */
export interface Text {
  readonly parts: readonly (string | Reference)[];
}

/** What may stand in a template or as a variable's value. */
export type TextLike = string | number | boolean | Reference | Text;

/** Builds a text from a template literal, for instance text`redis://:${password}@${host}`. */
export function text(strings: TemplateStringsArray, ...values: readonly TextLike[]): Text {
  const parts = strings.flatMap((part, index) => {
    const value = values[index];
    return value === undefined ? [part] : [part, ...textOf(value).parts];
  });
  return { parts: parts.filter((part) => part !== "") };
}

/** Any value as a text. */
export function textOf(value: TextLike): Text {
  if (typeof value !== "object") {
    return { parts: [String(value)] };
  }
  return "parts" in value ? value : { parts: [value] };
}

/** The references in a text, in order. */
export function referencesOf(value: Text): readonly Reference[] {
  return value.parts.filter((part) => typeof part !== "string");
}

/** Whether the text holds a secret and so belongs in a Kubernetes Secret. */
export function isSecret(value: Text): boolean {
  return referencesOf(value).some(({ kind }) => kind !== "endpoint");
}

/** Replaces each reference by what `resolve` answers and joins the parts. */
export function joinText(value: Text, resolve: (reference: Reference) => string): string {
  return value.parts.map((part) => (typeof part === "string" ? part : resolve(part))).join("");
}
