import { spawn, execFileSync } from "node:child_process";

/** What one run of a command took. */
export interface ProcessFigures {
  readonly seconds: number;
  /** Largest sum of resident memory of the command and everything it started, in MiB. */
  readonly peakMemoryMi: number;
}

const sampleMs = 200;

/**
 * Runs a command to its end and measures it with everything it starts, without the rehearsal cluster,
 * whose processes are nobody's children.
 *
 * @throws Error with what it printed, when the command fails
 */
export async function measure(
  command: readonly [program: string, ...args: string[]],
  environment: Readonly<Record<string, string>>,
): Promise<ProcessFigures> {
  const [program, ...args] = command;
  const startedMs = Date.now();
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => printed.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => printed.push(chunk));
  const peak = { kibibytes: 0 };
  const sampling = setInterval(() => {
    peak.kibibytes = Math.max(peak.kibibytes, treeMemory(child.pid ?? 0));
  }, sampleMs);
  const code = await new Promise((resolve) => child.once("close", resolve)).finally(() =>
    clearInterval(sampling),
  );
  if (code !== 0) {
    throw new Error(`${command.join(" ")} ended with ${String(code)}:\n${Buffer.concat(printed).toString()}`);
  }
  return { seconds: (Date.now() - startedMs) / 1000, peakMemoryMi: Math.round(peak.kibibytes / 1024) };
}

/** Resident memory of a process and its descendants, in KiB. */
function treeMemory(root: number): number {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,rss="], { encoding: "utf8" })
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const sum = (pid: number): number =>
    rows
      .filter(([, parent]) => parent === pid)
      .reduce((total, [child]) => total + sum(child ?? 0), rows.find(([own]) => own === pid)?.[2] ?? 0);
  return sum(root);
}
