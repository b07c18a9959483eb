/** The kind of a resource as people say it: the last part of its type token. */
export function kindOf(type: string): string {
  const last = type.split(":").at(-1) ?? type;
  return type === "pulumi:pulumi:Stack" ? "Stack" : last;
}

/** The name of a resource: the last part of its URN. */
export function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** The type of a resource: the last one in its URN's chain of parents. */
export function typeOf(urn: string): string {
  return urn.split("::").at(-2)?.split("$").at(-1) ?? "";
}
