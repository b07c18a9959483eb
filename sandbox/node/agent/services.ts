import { spawn } from "node:child_process";
import { createReadStream, createWriteStream, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../processes/until";

/** A program of the node that runs as long as the node does. */
export interface Service {
  readonly name: string;
  readonly command: readonly string[];
}

/** Starts programs on the node, inside its root file system. */
export class NodeServices {
  constructor(
    private readonly root: string,
    private readonly logs: string,
    /** Called when a service has ended, which none should. */
    private readonly onEnd: (name: string) => void,
  ) {}

  /** Starts a service inside the node's root file system. */
  start({ name, command }: Service): void {
    this.startOutside({ name, command: ["chroot", this.root, ...command] });
  }

  /** Starts a service that sees the machine's files. */
  startOutside({ name, command }: Service): void {
    const [program = "", ...args] = command;
    const log = openSync(join(this.logs, `${name}.log`), "w");
    const child = spawn(program, args, { stdio: ["ignore", log, log] });
    child.once("error", () => this.onEnd(name)).once("exit", () => this.onEnd(name));
  }

  /** Waits until a file of the node exists. */
  async awaitFile(path: string, timeoutSeconds: number): Promise<void> {
    const found = await until(timeoutSeconds, () => (existsSync(join(this.root, path)) ? true : undefined));
    if (found === undefined) {
      throw new Error(`${path} did not appear within ${timeoutSeconds} s`);
    }
  }

  /** Runs a program of the node to its end, with a file as its standard input. */
  run(command: readonly string[], input?: string): Promise<void> {
    const child = spawn("chroot", [this.root, ...command], { stdio: ["pipe", "pipe", "pipe"] });
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

  /** Adds a line to the node's own log. */
  note(line: string): void {
    createWriteStream(join(this.logs, "node.log"), { flags: "a" }).end(`${line}\n`);
  }
}
