import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Report } from "../progress";
import { SandboxError, errorCode } from "../errors";
import { processIdentity } from "./process-table";
import { until } from "./until";

interface Holder {
  readonly text: string;
  readonly pid: number;
  readonly alive: boolean;
}

/** Reads who holds the lock; undefined when nobody does. The file's first line is the owner's identity. */
function readHolder(path: string): Holder | undefined {
  try {
    const text = readFileSync(path, "utf8");
    const identity = text.split("\n")[0] ?? "";
    const pid = Number(identity.split(" ")[0]);
    return { text, pid, alive: processIdentity(pid) === identity };
  } catch (error) {
    if (errorCode(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

/** Links a finished file to the lock's name: the one step that exactly one of several processes can do. */
function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") {
      return false;
    }
    throw error;
  }
}

/** Moves a dead owner's lock away. Another process may have done so first: then its live lock is put back. */
function takeAway(path: string, dead: Holder): void {
  const moved = `${path}.${randomUUID()}`;
  try {
    renameSync(path, moved);
  } catch (error) {
    if (errorCode(error) === "ENOENT") {
      return;
    }
    throw error;
  }
  if (readFileSync(moved, "utf8") !== dead.text) {
    tryLink(moved, path);
  }
  rmSync(moved);
}

export interface LockOptions {
  readonly path: string;
  readonly report: Report;
  /** What the holder is doing, for the line shown while waiting: "the tools are being built". */
  readonly doing: string;
  readonly timeoutSeconds: number;
}

/**
 * Runs `work` while no other process holds the lock at `path`; a lock whose owner is dead is taken over.
 * @throws SandboxError when a live owner keeps it longer than `timeoutSeconds`
 */
export async function withLock<T>(options: LockOptions, work: () => Promise<T>): Promise<T> {
  const { path } = options;
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  const token = `${processIdentity(process.pid) ?? ""}\n${draft}\n`;
  let announced = false;
  const tryOnce = (): true | undefined => {
    if (tryLink(draft, path)) {
      return true;
    }
    const holder = readHolder(path);
    if (holder !== undefined && !holder.alive) {
      takeAway(path, holder);
    } else if (holder !== undefined && !announced) {
      announced = true;
      options.report(`Waiting: ${options.doing} by process ${holder.pid} …`);
    }
    return undefined;
  };
  writeFileSync(draft, token);
  const acquired = await until(options.timeoutSeconds, tryOnce).finally(() => rmSync(draft));
  if (acquired === undefined) {
    const holder = readHolder(path);
    throw new SandboxError(
      `${path}: ${options.doing} by process ${holder?.pid ?? "unknown"} for more than ` +
        `${options.timeoutSeconds} s. Wait for it or end it, then run the command again.`,
    );
  }
  try {
    return await work();
  } finally {
    if (readHolder(path)?.text === token) {
      rmSync(path);
    }
  }
}
