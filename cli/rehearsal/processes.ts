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

/** Whether nobody waits for a process any more: its starter is gone. */
export function isOrphan({ parentPid }: ProcessEntry, all: readonly ProcessEntry[]): boolean {
  return parentPid <= 1 || !all.some(({ pid }) => pid === parentPid);
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
