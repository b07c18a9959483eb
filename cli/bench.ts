import { rmSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { join } from "node:path";
import { findCluster } from "../sandbox";
import { AuditLog } from "../sandbox/audit-log";
import { candidatesOf } from "./benchmark/candidates";
import type { Candidate } from "./benchmark/candidates";
import { measure } from "./benchmark/process-tree";
import type { ProcessFigures } from "./benchmark/process-tree";
import { readOptions, stackOption } from "./options";
import { print, report } from "./terminal/print";
import { UsageError } from "./usage-error";
import { workplaceVariable } from "./workplace";

const usage = `usage: npm run bench -- [--stack NAME] [--runs N]

  --stack NAME   the stack; default: dev
  --runs N       how often each phase is measured; default: 5

  Measures this program, a flat program of the same objects and kubectl, side by side on one rehearsal
  cluster of its own. Times with stand-in plugins say nothing of the official ones.`;

const options = { ...stackOption, runs: { type: "string", default: "5" } } as const;

/** What one phase took, in the median of its runs. */
interface Phase {
  readonly candidate: string;
  readonly phase: string;
  readonly seconds: number;
  readonly peakMemoryMi: number;
  /** Requests to the API server by verb, in the last run; dry runs are counted apart. */
  readonly requests: Readonly<Record<string, number>>;
}

/** `npm run bench`: figures of a stack in the sandbox. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, runs } = readOptions(args, { usage, options });
  const count = Number(runs);
  if (!Number.isInteger(count) || count < 1) {
    throw new UsageError(`--runs takes a whole number from 1.\n\n${usage}`);
  }
  const folder = join(root, ".sandbox", "bench");
  rmSync(join(folder, "state"), { recursive: true, force: true });
  const environment = { [workplaceVariable]: folder };
  const phases: Phase[] = [];
  for (const candidate of await candidatesOf(root, { stack, folder })) {
    phases.push(...(await measureCandidate(candidate, { root, folder, environment, count })));
  }
  await measure([process.execPath, join(root, "cli", "run.mjs"), "sandbox", "stop"], environment);
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? "processor"}, ${process.platform} ${release()}, Node.js ${process.versions.node}`;
  const file = join(folder, `${stack}.json`);
  writeFileSync(
    file,
    `${JSON.stringify({ stack, runs: count, machine, plugins: "stand-ins", phases }, undefined, 2)}\n`,
  );
  print(tableOf(phases));
  print(`\nMedians of ${count} runs with stand-in plugins; ${machine}.\nWritten to ${file}.`);
  return 0;
}

interface MeasureArgs {
  readonly root: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly count: number;
}

async function measureCandidate(
  { name, phases }: Candidate,
  { root, folder, environment, count }: MeasureArgs,
): Promise<readonly Phase[]> {
  const cluster = await findCluster({ root, folder: join(folder, "cluster") });
  const audit = new AuditLog(cluster?.auditLog ?? "", cluster?.deployerUser ?? "");
  const figures = new Map<string, ProcessFigures[]>();
  const requests = new Map<string, Readonly<Record<string, number>>>();
  for (let round = 1; round <= count; round += 1) {
    report(`${name}, run ${round} of ${count}`);
    for (const [phase, command] of Object.entries(phases)) {
      const position = audit.position();
      figures.set(phase, [...(figures.get(phase) ?? []), await measure(command, environment)]);
      requests.set(phase, countByVerb(audit, position));
    }
  }
  return [...figures].map(([phase, runs]) => ({
    candidate: name,
    phase,
    seconds: median(runs.map(({ seconds }) => seconds)),
    peakMemoryMi: median(runs.map(({ peakMemoryMi }) => peakMemoryMi)),
    requests: requests.get(phase) ?? {},
  }));
}

function countByVerb(audit: AuditLog, position: number): Readonly<Record<string, number>> {
  const verbs = audit
    .requestsSince(position)
    .map(({ verb, url }) => (url.includes("dryRun=All") ? `${verb} (dry run)` : verb));
  return Object.fromEntries(
    [...new Set(verbs)].sort().map((verb) => [verb, verbs.filter((each) => each === verb).length]),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function tableOf(phases: readonly Phase[]): string {
  const rows = [
    ["candidate", "phase", "seconds", "MiB", "requests"],
    ...phases.map(({ candidate, phase, seconds, peakMemoryMi, requests }) => [
      candidate,
      phase,
      seconds.toFixed(1),
      String(peakMemoryMi),
      Object.entries(requests)
        .map(([verb, number]) => `${number} ${verb}`)
        .join(", "),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
