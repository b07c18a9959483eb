import { existsSync, readdirSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import { CommandError } from "../../errors";
import type { Paths } from "../../paths";
import { contentOf } from "./json-file";
import { stateFile } from "./state-file";
import { endProcess, listProcesses, lostStarter } from "../processes";

const lockSchema = z.object({ pid: z.number(), hostname: z.string() });

interface RecoveryArgs {
  readonly paths: Paths;
  /** The engine's program. */
  readonly engine: string;
  readonly stack: string;
  readonly report: (line: string) => void;
}

/** How long an engine without its command may take to notice and end in order. */
const graceMs = 10_000;

/** The script that starts every command, by which an engine's starter is known. */
const commandScript = "run.mjs";

/**
 * Clears what a killed command left: engines and plugins whose starter is gone, and the lock of an
 * engine that is gone.
 *
 * @throws CommandError when another command is at work on the stack
 */
export async function clearLeftovers({ paths, engine, stack, report }: RecoveryArgs): Promise<void> {
  // What older versions kept beside the state; half of it, left by a killed command, hides the state.
  rmSync(`${stateFile(paths, stack)}.attrs`, { force: true });
  const folder = join(paths.stateFolder, ".pulumi", "locks", "organization", "openops", stack);
  const locks = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  for (const name of locks) {
    const path = join(folder, name);
    await releaseHolder(path, stack);
    report(`Clearing the lock of a command that was killed on stack ${stack}`);
    rmSync(path, { force: true });
    rmSync(`${path}.attrs`, { force: true });
  }
  const all = listProcesses();
  const plugins = all.filter(({ command }) =>
    command.includes(`${paths.toolsFolder}/build/sandbox/plugins/`),
  );
  for (const { pid } of plugins.filter((entry) => lostStarter(entry, { all, starter: engine }))) {
    report(`Ending a plugin that a killed command left (process ${pid})`);
    endProcess(pid);
  }
}

/** Waits for an engine whose command was killed; refuses where the command is still there. */
async function releaseHolder(path: string, stack: string): Promise<void> {
  const pid = lockHolder(path);
  const untilMs = Date.now() + graceMs;
  for (;;) {
    const all = listProcesses();
    const holder = all.find((entry) => entry.pid === pid);
    if (holder === undefined) {
      return;
    }
    if (!lostStarter(holder, { all, starter: commandScript })) {
      throw new CommandError(
        `Another command is at work on stack ${stack} (process ${holder.pid}). ` +
          "Wait until it has ended, or end it, then run this one again.",
      );
    }
    if (Date.now() > untilMs) {
      endProcess(holder.pid);
    }
    await setTimeout(100);
  }
}

/** The process that holds a lock on this host; undefined where that cannot be told, as of a lock half written. */
function lockHolder(path: string): number | undefined {
  const parsed = lockSchema.safeParse(contentOf(path));
  return parsed.success && parsed.data.hostname === hostname() ? parsed.data.pid : undefined;
}
