/** A directive of nginx, or a block of them. */
export interface Directive {
  readonly words: readonly string[];
  readonly block?: readonly Directive[];
}

/** A simple directive such as `server_tokens off;`. */
export function directive(...words: readonly (string | number)[]): Directive {
  return { words: words.map(String) };
}

/** A block such as `location / { … }`. */
export function block(words: readonly string[], directives: readonly Directive[]): Directive {
  return { words, block: directives };
}

/** Prints directives as nginx reads them, two spaces a level. */
export function printNginx(directives: readonly Directive[], level = 0): string {
  const indent = "  ".repeat(level);
  return directives
    .map(({ words, block }) => {
      const head = `${indent}${words.map(quoteWord).join(" ")}`;
      return block === undefined ? `${head};\n` : `${head} {\n${printNginx(block, level + 1)}${indent}}\n`;
    })
    .join("");
}

/** Quotes a word that nginx would otherwise take apart. Variables stay variables. */
function quoteWord(word: string): string {
  return /^[^\s;{}"'\\#]+$/.test(word) ? word : `"${word.replace(/["\\]/g, "\\$&")}"`;
}
