import { spawn } from "node:child_process";
import { createReadStream, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../processes/until";

/** A program of the node that runs as long as the node does. */
export interface NodeProgram {
  readonly name: string;
  readonly command: readonly string[];
}

/** The node's root file system, which is the first process's; this program itself sees the machine's files. */
export const nodeRoot = "/proc/1/root";

/** The command that runs another inside the node's root file system. */
export function onNode(command: readonly string[]): readonly string[] {
  return ["chroot", nodeRoot, ...command];
}

/** Starts programs on the node. */
export class NodePrograms {
  constructor(
    private readonly logs: string,
    /** Called when a program has ended, which none should. */
    private readonly onEnd: (name: string) => void,
  ) {}

  /** Starts a program inside the node's root file system. */
  start({ name, command }: NodeProgram): void {
    this.startOnHost({ name, command: onNode(command) });
  }

  /** Starts a program that sees the machine's files. */
  startOnHost({ name, command }: NodeProgram): void {
    const [program = "", ...args] = command;
    const log = openSync(join(this.logs, `${name}.log`), "w");
    const child = spawn(program, args, { stdio: ["ignore", log, log] });
    child.once("error", () => this.onEnd(name)).once("exit", () => this.onEnd(name));
  }

  /** Waits until a file of the node exists. */
  async awaitFile(path: string, timeoutSeconds: number): Promise<void> {
    const found = await until(timeoutSeconds, () => (existsSync(join(nodeRoot, path)) ? true : undefined));
    if (found === undefined) {
      throw new Error(`${path} did not appear within ${timeoutSeconds} s`);
    }
  }

  /** Runs a program of the node to its end, with a file as its standard input. */
  run(command: readonly string[], input?: string): Promise<void> {
    const [program = "", ...args] = onNode(command);
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    // A program that ends early tells why by its exit code; what it did not read is of no interest.
    child.stdin.on("error", () => undefined);
    if (input === undefined) {
      child.stdin.end();
    } else {
      createReadStream(input).pipe(child.stdin);
    }
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) =>
        code === 0
          ? resolve()
          : reject(new Error(`${command.join(" ")} ended with ${code}: ${output.trim()}`)),
      );
    });
  }
}
