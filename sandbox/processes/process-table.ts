import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const hasProc = existsSync("/proc/self/stat");

/** What `ps` says of one process, or undefined where there is none. For systems without /proc. */
function ps(pid: number, field: string): string | undefined {
  try {
    const text = execFileSync("ps", ["-ww", "-o", `${field}=`, "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    return text === "" ? undefined : text;
  } catch {
    return undefined;
  }
}

function proc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}

/**
 * The state letter and the start time of a line of /proc/PID/stat (proc_pid_stat(5), fields 3 and 22).
 * The second field is the program's name in brackets and may hold spaces and brackets itself.
 */
export function parseStat(line: string): { readonly state: string; readonly startTicks: string } {
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", startTicks: fields[19] ?? "" };
}

/** How long a process may be without a command line while the kernel loads its next program (execve(2)). */
const loadingMs = 500;

/** A process's command line, arguments joined by spaces; undefined when it has ended (zombies included). */
export function commandLine(pid: number): string | undefined {
  if (!hasProc) {
    return ps(pid, "command");
  }
  const untilMs = Date.now() + loadingMs;
  for (;;) {
    const text = proc(pid, "cmdline")?.replaceAll("\0", " ").trim();
    if (text !== "") {
      return text;
    }
    if (processIdentity(pid) === undefined || Date.now() >= untilMs) {
      return undefined;
    }
  }
}

/**
 * A text that two processes share only if they are the same one: process ids are used again, start times
 * within one boot are not. Undefined when the process has ended.
 */
export function processIdentity(pid: number): string | undefined {
  if (!hasProc) {
    const started = ps(pid, "lstart");
    return started === undefined ? undefined : `${pid} ${started}`;
  }
  const stat = proc(pid, "stat");
  if (stat === undefined) {
    return undefined;
  }
  const { state, startTicks } = parseStat(stat);
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return state === "Z" ? undefined : `${pid} ${startTicks} ${boot}`;
}

/** Resident memory in bytes, 0 when the process has ended. */
export function residentBytes(pid: number): number {
  const kibibytes = hasProc
    ? /^VmRSS:\s+(\d+) kB$/m.exec(proc(pid, "status") ?? "")?.[1]
    : ps(pid, "rss")?.trim();
  return Number(kibibytes ?? 0) * 1024;
}
