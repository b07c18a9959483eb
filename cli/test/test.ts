import { spawn } from "node:child_process";
import { join } from "node:path";
import { usage } from "./command-line";
import { UsageError } from "../errors";

/** The projects of jest.config.js that need nothing but this checkout. */
const suites = [
  ...["unit", "processes", "manifests", "sandbox", "sandbox-long"],
  ...["official", "faults", "mutations"],
];

/** What the command line asks for. */
export interface TestRequest {
  readonly suites: readonly string[];
  /** Whether Pulumi and Kubernetes are of the oldest supported releases. */
  readonly oldest: boolean;
  readonly jestArgs: readonly string[];
}

/**
 * Understands the arguments: names of suites, perhaps `--oldest`, then anything for jest.
 *
 * @throws UsageError where no suite is named
 */
export function parseTestRequest(args: readonly string[]): TestRequest {
  const firstOther = args.findIndex((arg) => !suites.some((suite) => suite === arg));
  const count = firstOther === -1 ? args.length : firstOther;
  if (count === 0) {
    throw new UsageError(usage);
  }
  const oldest = args[count] === "--oldest";
  return { suites: args.slice(0, count), oldest, jestArgs: args.slice(oldest ? count + 1 : count) };
}

/** `npm test`: runs suites of jest; their exit code is the command's. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const request = parseTestRequest(args);
  const jest = join(root, "node_modules", "jest", "bin", "jest.js");
  const releases = request.oldest ? { OPENOPS_TEST_RELEASES: "oldest" } : {};
  const child = spawn(
    process.execPath,
    // The option takes every argument up to the next flag for a project. Jest itself would leave a core idle.
    [
      ...[jest, "--selectProjects", ...request.suites],
      ...["--passWithNoTests=false", "--maxWorkers=100%", ...request.jestArgs],
    ],
    { cwd: root, stdio: "inherit", env: { ...process.env, ...releases } },
  );
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
