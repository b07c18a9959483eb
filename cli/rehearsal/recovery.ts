import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { CommandError } from "../command-error";
import type { Workplace } from "../workplace";
import { endProcess, isOrphan, listProcesses } from "./processes";

const lockSchema = z.object({ pid: z.number(), hostname: z.string() });

interface RecoveryArgs {
  readonly workplace: Workplace;
  readonly stack: string;
  readonly report: (line: string) => void;
}

/**
 * Clears what a killed command left: engines and plugins whose starter is gone, and the lock of an
 * engine that is gone.
 *
 * @throws CommandError when another command is at work on the stack
 */
export function clearLeftovers({ workplace, stack, report }: RecoveryArgs): void {
  const processes = listProcesses();
  const ours = processes.filter(
    ({ command }) => command.includes(workplace.pluginsFolder) || isEngineOf(command, workplace),
  );
  for (const leftover of ours.filter((entry) => isOrphan(entry, processes))) {
    report(`Ending a process that a killed command left: ${leftover.pid}`);
    endProcess(leftover.pid);
  }
  const running = new Set(listProcesses().map(({ pid }) => pid));
  const folder = join(workplace.stateFolder, ".pulumi", "locks", "organization", "openops", stack);
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const path = join(folder, name);
    const holder = lockHolder(path);
    if (holder !== undefined && running.has(holder)) {
      throw new CommandError(
        `Another command is at work on stack ${stack} (process ${holder}). ` +
          "Wait until it has ended, or end it, then run this one again.",
      );
    }
    report(`Clearing the lock of a command that was killed on stack ${stack}`);
    rmSync(path, { force: true });
  }
}

function isEngineOf(command: string, workplace: Workplace): boolean {
  return (
    command.includes(join(workplace.toolsFolder, "bin", "pulumi")) &&
    command.includes(workplace.projectFolder)
  );
}

/** The process that holds a lock on this host; undefined where that cannot be told. */
function lockHolder(path: string): number | undefined {
  const parsed = lockSchema.safeParse(parseJson(path));
  return parsed.success && parsed.data.hostname === hostname() ? parsed.data.pid : undefined;
}

function parseJson(path: string): unknown {
  try {
    const content: unknown = JSON.parse(readFileSync(path, "utf8"));
    return content;
  } catch {
    // A lock that was being written when its process was killed says nothing of its holder.
    return undefined;
  }
}
