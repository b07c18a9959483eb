import { existsSync, readFileSync } from "node:fs";

/**
 * What a file holds that the engine keeps; undefined where there is none, or where it is damaged or was
 * being written. The engine refuses a damaged state itself, and its refusal is told with what fixes it.
 */
export function contentOf(file: string): unknown {
  try {
    const content: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
    return content;
  } catch {
    return undefined;
  }
}
