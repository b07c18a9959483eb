// Compiles the TypeScript sources into .sandbox/build, each only when it is newer than its output.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

const require = createRequire(import.meta.url);
const sourceFolders = ["components", "providers", "policies", "sandbox", "cli", "bench"];

/** Walks by itself, since Node's recursive listing takes ten times as long, and every command waits for it. */
function filesUnder(folder, ending) {
  if (statSync(folder, { throwIfNoEntry: false }) === undefined) {
    return [];
  }
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return filesUnder(path, ending);
    }
    return entry.name.endsWith(ending) ? [path] : [];
  });
}

/** When a file was changed last; before everything else where there is none. */
function changedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Writes by renaming, because two commands may compile at the same time. */
function writeWhole(path, text) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}

function compileFile(source, output) {
  // The compiler is native and takes longer to load than most commands take.
  const { transformFileSync } = require("@swc/core");
  const { code, map } = transformFileSync(source, { sourceMaps: true });
  mkdirSync(dirname(output), { recursive: true });
  writeWhole(`${output}.map`, map ?? "");
  writeWhole(output, `${code}\n//# sourceMappingURL=${output}.map\n`);
}

/**
 * Brings .sandbox/build up to date.
 * @returns {string} the folder with the compiled modules, laid out as the sources are
 */
export function compile(root) {
  const build = join(root, ".sandbox", "build");
  const outputs = new Map(
    sourceFolders
      .flatMap((folder) => filesUnder(join(root, folder), ".ts"))
      .map((source) => [join(build, relative(root, source)).replace(/\.ts$/, ".js"), source]),
  );
  for (const [output, source] of outputs) {
    if (changedMs(output) < changedMs(source)) {
      compileFile(source, output);
    }
  }
  filesUnder(build, ".js")
    .filter((output) => !outputs.has(output))
    .forEach((output) => rmSync(output));
  return build;
}
