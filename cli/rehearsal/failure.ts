import { CommandError } from "../errors";
import type { EngineResult } from "../terminal/engine-progress";
import { changeCount } from "../terminal/summary";
import { adviceOn } from "./error-hints";

interface KnownFailure {
  readonly sign: RegExp;
  readonly message: string;
}

/** Failures of the engine itself, in the words of somebody who has to fix them. */
const knownFailures: readonly KnownFailure[] = [
  {
    sign: /incorrect passphrase/i,
    message:
      "The passphrase does not open the state of the sandbox's stacks. Put back .sandbox/passphrase, " +
      "or start over with an empty cluster and state: npm run sandbox -- reset.",
  },
  {
    sign: /unexpected end of JSON input|invalid character|could not deserialize|failed to load checkpoint/i,
    message:
      "The state file of the stack cannot be read; it is damaged. Earlier versions are in " +
      ".sandbox/state/.pulumi/backups: copy the newest that is whole over the damaged one.",
  },
  {
    sign: /the stack is currently locked/i,
    message: "Another command is at work on this stack. Wait until it has ended, then run this one again.",
  },
  {
    sign: /no space left on device/i,
    message: "The disk is full. Make room, then run the command again; it goes on where it stopped.",
  },
];

/** An engine's failure as one message: what failed and why, resource by resource, and how to go on. */
export function explainFailure(
  error: unknown,
  { errors, changes }: EngineResult,
  purpose = "finish",
): CommandError {
  const raw = error instanceof Error ? error.message : String(error);
  const reasons = errors.filter((message) => !/^(update|preview) failed$/i.test(message));
  // A resource may fail in words that look like those of the engine.
  const known = reasons.length === 0 ? knownFailures.find(({ sign }) => sign.test(raw)) : undefined;
  if (known !== undefined) {
    return new CommandError(known.message);
  }
  const lines = reasons.length === 0 ? [stderrOf(raw)] : reasons;
  return new CommandError(
    [
      `The engine could not ${purpose}:`,
      ...lines.map((line) => `  ${line.replace(/\n/g, "\n  ")}`),
      ...adviceOn(lines, "sandbox"),
      changeCount(changes) > 0
        ? "What was done is in the state. Fix the cause, then run the command again; it goes on from there."
        : "Fix the cause, then run the command again.",
    ].join("\n"),
  );
}

/** The part of a failed command's report that says why. */
function stderrOf(raw: string): string {
  const [, stderr] = /stderr: ([^]*?)\n err\?:/.exec(raw) ?? [];
  const text = (stderr ?? raw).trim();
  return text.replace(/^error: /, "");
}
