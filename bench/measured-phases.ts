import { isChange, isDryRun, type AuditedRequest, type AuditLog } from "../sandbox";
import { report } from "../cli/terminal/print";
import type { Candidate } from "./candidates";
import type { Phase } from "./figures/figures";
import { measure, type ProcessFigures } from "./process-tree";

interface MeasureArgs {
  readonly audit: AuditLog;
  readonly runs: number;
}

/** Runs a candidate's phases one after the other, as often as asked, and takes the medians. */
export async function measurePhases(
  candidate: Candidate,
  { audit, runs }: MeasureArgs,
): Promise<readonly Phase[]> {
  const figures = new Map<string, ProcessFigures[]>();
  const requests = new Map<string, readonly AuditedRequest[]>();
  for (let round = 1; round <= runs; round += 1) {
    report(`${candidate.name}, run ${round} of ${runs}`);
    for (const phase of Object.keys(candidate.phases)) {
      const position = audit.position();
      figures.set(phase, [...(figures.get(phase) ?? []), await measurePhase(candidate, phase)]);
      requests.set(phase, audit.requestsSince(position));
      await settlePhase(candidate, phase);
    }
  }
  return [...figures].map(([phase, taken]) => {
    const sent = requests.get(phase) ?? [];
    return {
      candidate: candidate.name,
      phase,
      seconds: median(taken.map(({ seconds }) => seconds)),
      peakMemoryMi: median(taken.map(({ peakMemoryMi }) => peakMemoryMi)),
      requests: counted(
        sent.map((request) => (isDryRun(request) ? `${request.verb} (dry run)` : request.verb)),
      ),
      clients: counted(sent.map(({ client }) => client)),
      changes: sent.filter(isChange).length,
    };
  });
}

/** Runs one phase of a candidate; one that it does not have is a fault of the benchmark. */
export function measurePhase({ phases, environment }: Candidate, phase: string): Promise<ProcessFigures> {
  const command = phases[phase];
  if (command === undefined) {
    throw new Error(`There is no phase ${phase}`);
  }
  return measure(command, environment);
}

/** Waits for the effect of a phase that may end before it. */
export async function settlePhase({ settle = {}, environment }: Candidate, phase: string): Promise<void> {
  const command = settle[phase];
  if (command !== undefined) {
    await measure(command, environment);
  }
}

/** The middle one of some values; of an even number, the larger of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** How often each word occurs, in the order of the words. */
export function counted(words: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...new Set(words)].sort().map((word) => [word, words.filter((each) => each === word).length]),
  );
}
