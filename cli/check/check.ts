import { spawn } from "node:child_process";
import { join } from "node:path";
import { options, usage } from "./command-line";
import { readOptions } from "../options";
import { print, report } from "../terminal/print";

/** One check: a program of node_modules, or a command of this folder. */
interface Check {
  readonly name: string;
  /** Script relative to the checkout, then its arguments. */
  readonly script: readonly [path: string, ...args: string[]];
  /** What fixes most of what it finds. */
  readonly fix: string;
}

const checks: readonly Check[] = [
  {
    name: "types",
    script: ["node_modules/typescript-7/bin/tsc", "-p", "tsconfig.json", "--noEmit"],
    fix: "correct the types",
  },
  {
    name: "lint",
    script: ["node_modules/eslint/bin/eslint.js", "--no-warn-ignored", "."],
    fix: "npx eslint --fix .",
  },
  {
    name: "layers",
    script: [
      "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
      ...["--config", ".dependency-cruiser.mjs", "--output-type", "err-long", "--no-progress"],
      ...["index.ts", "components", "providers", "policies", "sandbox", "cli", "bench"],
    ],
    fix: "docs/architecture.md, Layers",
  },
  {
    name: "format",
    script: ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."],
    fix: "npx prettier --write .",
  },
  {
    name: "generated files",
    script: ["cli/run.mjs", "generate", "--check"],
    fix: "npm run generate",
  },
];

interface Outcome {
  readonly check: Check;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

/** Runs a check and gathers what it prints. */
function perform(check: Check, root: string): Promise<Outcome> {
  const startedMs = Date.now();
  const [path, ...args] = check.script;
  return new Promise((resolve) => {
    const chunks: string[] = [];
    const child = spawn(process.execPath, [join(root, path), ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const gather = (chunk: Buffer): void => {
      chunks.push(chunk.toString());
    };
    child.stdout.on("data", gather);
    child.stderr.on("data", gather);
    const end = (passed: boolean): void =>
      resolve({
        check,
        passed,
        output: chunks.join("").trimEnd(),
        seconds: (Date.now() - startedMs) / 1000,
      });
    child.once("error", (error) => {
      chunks.push(error.message);
      end(false);
    });
    child.once("close", (code) => end(code === 0));
  });
}

/** `npm run check`: everything about the code that needs no run of it. */
export async function run(args: readonly string[], root: string): Promise<number> {
  readOptions(args, { usage, options });
  const outcomes = await Promise.all(
    checks.map(async (check) => {
      const outcome = await perform(check, root);
      report(
        `${outcome.passed ? "passed" : "FAILED"}  ${check.name.padEnd(15)}  ${outcome.seconds.toFixed(1)} s`,
      );
      return outcome;
    }),
  );
  const failed = outcomes.filter(({ passed }) => !passed);
  failed.forEach(({ check, output }) => print(`\n${check.name} (to fix it: ${check.fix}):\n${output}`));
  return failed.length === 0 ? 0 : 1;
}
