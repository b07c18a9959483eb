/** What a text holds as JSON; undefined where it is none, which whoever checks the form then says. */
export function parsedJson(text: string): unknown {
  try {
    const content: unknown = JSON.parse(text);
    return content;
  } catch {
    return undefined;
  }
}
