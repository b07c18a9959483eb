import { execFileSync } from "node:child_process";

/** A process of this machine. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  readonly command: string;
}

/** Every process, as `ps` of Linux and macOS lists them. */
export function listProcesses(): readonly ProcessEntry[] {
  const output = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return output.split("\n").flatMap((line) => {
    const [, pid, parentPid, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ pid: Number(pid), parentPid: Number(parentPid), command }];
  });
}

/** Whether the process that started one is gone; orphans are given to whatever process adopts them. */
export function lostStarter(
  { parentPid }: ProcessEntry,
  { all, starter }: { readonly all: readonly ProcessEntry[]; readonly starter: string },
): boolean {
  return !all.some(({ pid, command }) => pid === parentPid && command.includes(starter));
}

/** Ends a process that may be gone already. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) {
      throw error;
    }
  }
}
