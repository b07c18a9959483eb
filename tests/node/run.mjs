// Runs the tests of real pods: `npm run test:node [-- [--all] [JEST OPTIONS]]`; --all adds those that take long. Makes what they need, once, below .sandbox.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { continueOnNeededNode } from "../../cli/node-release.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const require = createRequire(import.meta.url);
const jest = join(root, "node_modules", "jest", "bin", "jest.js");

function report(line) {
  process.stderr.write(`${line}\n`);
}

await continueOnNeededNode(root);

if (!existsSync(jest)) {
  report("The npm packages are missing. Run `npm ci`, then run this again.");
  process.exit(1);
}

const { compile } = await import("../../cli/compile.mjs");
const build = compile(root);
const { ensureTools, SandboxError } = require(join(build, "sandbox"));
const { ensureNodeParts } = require(join(build, "sandbox", "node", "node-system.js"));
try {
  await ensureTools({ root, report });
  await ensureNodeParts(root, report);
} catch (error) {
  if (!(error instanceof SandboxError)) {
    throw error;
  }
  report(error.message);
  process.exit(1);
}

const given = process.argv.slice(2);
const projects = given.includes("--all") ? ["node", "node-long"] : ["node"];
const options = given.filter((option) => option !== "--all");
const result = spawnSync(
  process.execPath,
  [jest, "--selectProjects", ...projects, "--maxWorkers=3", ...options],
  { cwd: root, stdio: "inherit" },
);
process.exit(result.status ?? 1);
