// Compiles the TypeScript sources into .sandbox/build, each only when it is newer than its output.
import { transformFileSync } from "@swc/core";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const sourceFolders = ["components", "providers", "policies", "sandbox", "cli"];

function filesUnder(folder, ending) {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

/** Writes by renaming, because two commands may compile at the same time. */
function writeWhole(path, text) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}

/**
 * Brings .sandbox/build up to date.
 * @returns {string} the folder with the compiled modules, laid out as the sources are
 */
export function compile(root) {
  const build = join(root, ".sandbox", "build");
  const wanted = new Set();
  for (const folder of sourceFolders) {
    for (const source of filesUnder(join(root, folder), ".ts")) {
      const output = join(build, relative(root, source)).replace(/\.ts$/, ".js");
      wanted.add(output);
      if (existsSync(output) && statSync(output).mtimeMs >= statSync(source).mtimeMs) {
        continue;
      }
      const { code, map } = transformFileSync(source, { sourceMaps: true });
      mkdirSync(dirname(output), { recursive: true });
      writeWhole(`${output}.map`, map ?? "");
      writeWhole(output, `${code}\n//# sourceMappingURL=${output}.map\n`);
    }
  }
  filesUnder(build, ".js")
    .filter((output) => !wanted.has(output))
    .forEach((output) => rmSync(output));
  return build;
}
