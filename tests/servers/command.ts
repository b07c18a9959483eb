import { spawn } from "node:child_process";
import { chmodSync, closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { scratchFolder } from "./machine";

/** What a command left behind. */
export interface Outcome {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

interface Surroundings {
  /** What the command reads from its standard input. */
  readonly input?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Runs a program to its end. It prints to files, because programs that open /dev/stdout again, as nginx
 * does, cannot open the sockets that Node would give them.
 */
export async function run(
  [program = "", ...args]: readonly string[],
  { input = "", environment = process.env }: Surroundings = {},
): Promise<Outcome> {
  const folder = scratchFolder("command");
  chmodSync(folder, 0o755);
  const files = ["output", "errors"].map((name) => join(folder, name));
  const [output = 0, errors = 0] = files.map((file) => openSync(file, "a"));
  files.forEach((file) => chmodSync(file, 0o666));
  const status = await new Promise<number | null>((resolve, reject) => {
    const child = spawn(program, args, { env: environment, stdio: ["pipe", output, errors] });
    child.once("error", reject);
    child.once("close", resolve);
    // A command need not read what it is given.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
  [output, errors].forEach(closeSync);
  const [printed = "", complained = ""] = files.map((file) => readFileSync(file, "utf8"));
  return { status, output: printed, errors: complained };
}
