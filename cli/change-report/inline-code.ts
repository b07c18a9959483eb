import type { Raw } from "../../components/config/layers";

/** Values of this length and more, and of several lines, are shown as a difference of lines. */
const longValue = 100;

/** A value as it is written: texts as they are, all else as YAML in one line. */
export function valueText(value: Raw): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

/** Whether a value is too long for a table or a sentence. */
export function isLong(value: Raw): boolean {
  const text = valueText(value);
  return text.length >= longValue || text.includes("\n");
}

/** A short value as code that stands in a sentence or in a table, whatever is in it. */
export function inlineCode(value: Raw): string {
  const text = valueText(value).replaceAll("|", "\\|");
  if (text === "") {
    return value === undefined ? "–" : "empty";
  }
  const fence = "`".repeat(longestRun(text) + 1);
  const space = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${space}${text}${space}${fence}`;
}

/** A block of code that no text inside can end. */
export function codeBlock(language: string, text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
