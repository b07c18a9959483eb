import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname } from "node:path";
import { SandboxError } from "../errors";
import { writeAtomically } from "../atomic-write";
import { commandLine } from "./process-table";
import { until } from "./until";

/** Where a process that outlives its starter leaves its traces, and how it is known again by them. */
export interface DaemonTraces {
  /** The program's name; it stands in the process's command line. */
  readonly name: string;
  readonly logFile: string;
  readonly pidFile: string;
  /** A text that stands in this daemon's command line and in no other process's: a path of its own state. */
  readonly marker: string;
}

/** A process that outlives its starter, and how it is started. */
export interface Daemon extends DaemonTraces {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Files whose content the process reads once, at its start. */
  readonly configFiles: readonly string[];
  readonly workingFolder: string;
}

/** Writes the shell's own process id whole, then lets the program take the shell's place. */
const becomeProgram = 'umask 077; echo $$ > "$0.draft" && mv "$0.draft" "$0" && exec "$@"';
const settleSeconds = 10;
const tailLines = 8;

/** Whether a command line is this daemon's: the program, and arguments that point at its own state. */
export function isCommandOf(daemon: DaemonTraces, line: string | undefined): boolean {
  return line !== undefined && line.includes(`/${daemon.name} `) && line.includes(daemon.marker);
}

/** The process id of the running daemon; a pid file that now names another process counts as not running. */
export function runningPid(daemon: DaemonTraces): number | undefined {
  if (!existsSync(daemon.pidFile)) {
    return undefined;
  }
  const pid = Number(readFileSync(daemon.pidFile, "utf8"));
  return Number.isInteger(pid) && pid > 1 && isCommandOf(daemon, commandLine(pid)) ? pid : undefined;
}

/** Changes when the daemon would have to be started anew: another program, other arguments, other files. */
function fingerprint(daemon: Daemon): string {
  const { size, mtimeMs } = statSync(daemon.program);
  const hash = createHash("sha256").update(JSON.stringify([daemon.program, size, mtimeMs, daemon.args]));
  daemon.configFiles.forEach((file) => hash.update(readFileSync(file)));
  return hash.digest("hex");
}

function fingerprintFile(daemon: DaemonTraces): string {
  return `${daemon.pidFile}.fingerprint`;
}

/** Whether the running daemon was started exactly as it would be started now. */
export function isCurrent(daemon: Daemon): boolean {
  const file = fingerprintFile(daemon);
  return existsSync(file) && readFileSync(file, "utf8") === fingerprint(daemon);
}

/**
 * Starts the daemon in a session of its own, its output in its log file (the last run's is kept beside it).
 * The process writes its pid file itself before it becomes the program, so that none is ever without one,
 * whenever the starter is killed. Returns when that is done, or when the process has ended already.
 */
export async function startDaemon(daemon: Daemon): Promise<void> {
  [daemon.pidFile, daemon.logFile].forEach((file) => mkdirSync(dirname(file), { recursive: true }));
  rmSync(daemon.pidFile, { force: true });
  if (existsSync(daemon.logFile)) {
    renameSync(daemon.logFile, `${daemon.logFile}.previous`);
  }
  writeAtomically(fingerprintFile(daemon), fingerprint(daemon));
  const log = openSync(daemon.logFile, "w", 0o600);
  const child = spawn("/bin/sh", ["-c", becomeProgram, daemon.pidFile, daemon.program, ...daemon.args], {
    cwd: daemon.workingFolder,
    detached: true,
    // A process that lives for days keeps nothing of its starter's environment, which may hold secrets.
    env: { PATH: process.env["PATH"], ...daemon.environment },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  child.unref();
  let ended = false;
  const markEnded = (): void => {
    ended = true;
  };
  child.once("exit", markEnded).once("error", markEnded);
  await until(settleSeconds, () => (ended || runningPid(daemon) !== undefined ? true : undefined));
}

/**
 * Ends the daemon: asks, then forces it when it is still there after `graceSeconds`.
 * @throws SandboxError when it cannot be ended
 */
export async function stopDaemon(daemon: DaemonTraces, graceSeconds: number): Promise<void> {
  const gone = (): true | undefined => (runningPid(daemon) === undefined ? true : undefined);
  for (const [signal, seconds] of [["SIGTERM", graceSeconds] as const, ["SIGKILL", settleSeconds] as const]) {
    const pid = runningPid(daemon);
    if (pid !== undefined) {
      process.kill(pid, signal);
      await until(seconds, gone);
    }
  }
  const pid = runningPid(daemon);
  if (pid !== undefined) {
    throw new SandboxError(
      `${daemon.name} (process ${pid}) could not be ended; end it by hand: kill -9 ${pid}`,
    );
  }
  rmSync(daemon.pidFile, { force: true });
  rmSync(fingerprintFile(daemon), { force: true });
}

/** The last lines of the daemon's log, for an error message. */
export function readLogTail(daemon: DaemonTraces): string {
  if (!existsSync(daemon.logFile)) {
    return "";
  }
  return readFileSync(daemon.logFile, "utf8").trimEnd().split("\n").slice(-tailLines).join("\n");
}
