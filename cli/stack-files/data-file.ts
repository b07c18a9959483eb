import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isRawMap, type RawMap } from "../../components/config/layers";

/** Far more than any stack's file has. */
const largestBytes = 1024 * 1024;

/**
 * Reads a YAML file of a folder whose content nobody vouches for: a link in place of the file or of a folder on
 * the way to it is not followed.
 *
 * @returns the map in it, undefined where there is no such file, or a text that says what is wrong
 */
export function readDataFile(folder: string, path: string): RawMap | string | undefined {
  const steps = path.split("/");
  for (const [index, last] of steps.map((_, at) => [at, at === steps.length - 1] as const)) {
    const found = lstatSync(join(folder, ...steps.slice(0, index + 1)), { throwIfNoEntry: false });
    if (found === undefined) {
      return undefined;
    }
    if (found.isSymbolicLink()) {
      return "it is a symbolic link";
    }
    if (last ? !found.isFile() : !found.isDirectory()) {
      return "it is no regular file";
    }
    if (last && found.size > largestBytes) {
      return `it is larger than ${largestBytes} bytes`;
    }
  }
  return mapIn(readFileSync(join(folder, path), "utf8"));
}

function mapIn(text: string): RawMap | string {
  try {
    const content: unknown = parse(text);
    // What is written out again must be what was judged, whoever reads it.
    const plain: unknown = JSON.parse(JSON.stringify(content ?? null));
    return isRawMap(plain) ? plain : "it holds no map";
  } catch {
    return "it is no YAML";
  }
}
