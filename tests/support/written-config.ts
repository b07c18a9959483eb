/** Configuration as the engine hands it to the program: every key with its namespace, what is no text as JSON. */
export function writtenConfig(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      `openops:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
