import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { isRawMap, type RawMap } from "../config/layers";

/**
 * Reads a YAML file with a map in it.
 *
 * @throws Error where there is no such file, or something else in it
 */
export function readYamlMap(path: string): RawMap {
  const content: unknown = parse(readFileSync(path, "utf8"));
  if (!isRawMap(content)) {
    throw new Error("it holds no map");
  }
  return content;
}
