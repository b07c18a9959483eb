/** The values of a Secret in clear, from its data as the API server keeps it: nothing of it may be shown. */
export function decodedData(data: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]),
  );
}
