/** Values that may not be printed, found out while somebody is signed in. */
export class Confidential {
  readonly #values = new Set<string>();

  /** Hides a value from now on, and returns it. */
  add(value: string): string {
    this.#values.add(value);
    return value;
  }

  /** A text on one line of at most 300 characters, without any of the values, plain or encoded. */
  without(text: string): string {
    const forms = [...this.#values].flatMap((value) => [
      value,
      encodeURIComponent(value),
      JSON.stringify(value).slice(1, -1),
      Buffer.from(value).toString("base64"),
      Buffer.from(value).toString("base64url"),
    ]);
    const longestFirst = forms.filter((form) => form !== "").sort((one, other) => other.length - one.length);
    const hidden = longestFirst.reduce((left, form) => left.replaceAll(form, "(hidden)"), text);
    const line = hidden.replaceAll(anyToken, "(hidden)").replaceAll(/\s+/g, " ").trim();
    return line.length > longest ? `${line.slice(0, longest)} …` : line;
  }
}

const longest = 300;

/** A token that nobody had been told of yet. */
const anyToken = /\beyJ[\w-]+\.[\w-]+(\.[\w-]+)?/g;
