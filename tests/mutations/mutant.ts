import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { cloneCheckout } from "../support/clone";

/** A fault, put into a copy of the checkout, that one test has to notice. */
export interface Mutation {
  readonly fault: string;
  /** The file that is changed, from the root of the repository. */
  readonly file: string;
  /** What is replaced; it stands in the file once. */
  readonly from: string;
  readonly to: string;
  readonly noticedBy: {
    readonly project: "unit" | "processes" | "manifests" | "official";
    readonly file: string;
    /** The full name of the one test that fails. */
    readonly test: string;
    /** The full names of tests that have to run before it. */
    readonly after?: readonly string[];
    /** What the failure says, so that no other failure counts. */
    readonly failure: RegExp;
  };
}

/** What a run of one test did. */
interface TrialResult {
  /** The full names of the tests that passed. */
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  /** What the failures say. */
  readonly failures: string;
}

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullable(),
        }),
      ),
    }),
  ),
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function runOne(folder: string, { project, file, test, after = [] }: Mutation["noticedBy"]): TrialResult {
  const report = join(folder, ".sandbox", "report.json");
  const jest = join(folder, "node_modules", "jest", "bin", "jest.js");
  const chosen = ["--testNamePattern", `^(${[...after, test].map(escaped).join("|")})$`];
  const result = spawnSync(
    process.execPath,
    [jest, file, "--json", `--outputFile=${report}`, ...chosen, "--selectProjects", project],
    { cwd: folder, encoding: "utf8" },
  );
  let printed: string;
  try {
    printed = readFileSync(report, "utf8");
  } catch (error) {
    throw new Error(`Jest wrote no report:\n${result.stderr}`, { cause: error });
  }
  const { testResults } = reportSchema.parse(JSON.parse(printed));
  const named = (status: string): readonly string[] =>
    testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter((result) => result.status === status).map(({ fullName }) => fullName),
    );
  return {
    passed: named("passed"),
    failed: named("failed"),
    failures: testResults
      .flatMap(({ message, assertionResults }) => [
        message,
        ...assertionResults.flatMap(({ failureMessages }) => failureMessages ?? []),
      ])
      .join("\n"),
  };
}

/**
 * Runs the test of a mutation on a copy of the checkout with the fault in it, and without. A test of plain Pulumi is
 * not run without: it takes a minute, and is run with its suite.
 */
export function tryMutation({ file, from, to, noticedBy }: Mutation): {
  readonly without: TrialResult | undefined;
  readonly withFault: TrialResult;
} {
  const folder = mkdtempSync(join(tmpdir(), "openops-mutant-"));
  try {
    cloneCheckout(folder);
    const path = join(folder, file);
    const source = readFileSync(path, "utf8");
    const parts = source.split(from);
    if (parts.length !== 2) {
      throw new Error(`${file} has ${parts.length - 1} times, and not once:\n${from}`);
    }
    const without = noticedBy.project === "official" ? undefined : runOne(folder, noticedBy);
    writeFileSync(path, parts.join(to));
    return { without, withFault: runOne(folder, noticedBy) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
