// Builds programs that tests run from a pinned Go module of tests/tools, once, into a folder.
// Plain JavaScript with Node's own modules, because it runs before anything is compiled.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { makeOnce } from "./made-once.mjs";

export class BuildError extends Error {}

// The flags of the sandbox's own tools, so that what they share is compiled once.
const environment = { CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOTOOLCHAIN: "local", GOWORK: "off" };
const flags = ["build", "-trimpath", "-ldflags", "-s -w"];

/** All that decides what the programs are: pins, sources and the packages they are built from. */
function recipeOf(module, packages) {
  const hash = createHash("sha256").update(JSON.stringify([packages, flags]));
  for (const name of readdirSync(module, { recursive: true }).sort()) {
    if (/\.(go|mod|sum)$/.test(name)) {
      hash.update(name).update(readFileSync(join(module, name)));
    }
  }
  return hash.digest("hex");
}

/**
 * Makes programs available below `folder`, each named as in `packages`, which says what it is built from.
 * @throws BuildError where Go is missing or a program cannot be built
 */
export function buildPrograms(folder, { module, packages, report }) {
  makeOnce(folder, recipeOf(module, packages), (draft) => {
    for (const [name, path] of Object.entries(packages)) {
      build(name, { path, module, output: join(draft, name), report });
    }
  });
}

function build(name, { path, module, output, report }) {
  const started = Date.now();
  report(`Building ${name} …`);
  const { status, error, stderr } = spawnSync("go", [...flags, "-o", output, path], {
    cwd: module,
    encoding: "utf8",
    env: { ...process.env, ...environment },
  });
  if (status !== 0) {
    const reason = error?.message ?? stderr.trim().split("\n").slice(-5).join("\n");
    throw new BuildError(`${name} could not be built; these tests need Go:\n${reason}`);
  }
  report(`Built ${name} in ${Math.round((Date.now() - started) / 1000)} s.`);
}
