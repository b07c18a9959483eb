import { spawn } from "node:child_process";
import { CommandError } from "../errors";

interface EngineProgramArgs {
  /** The engine's program: a path, or a name on the PATH. */
  readonly program: string;
  /** The folder with the project file. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Runs single commands of Pulumi's engine. Secrets reach it by standard input and never as arguments. */
export class EngineProgram {
  constructor(private readonly args: EngineProgramArgs) {}

  /**
   * Runs a command to its end.
   *
   * @returns what it printed
   * @throws CommandError with what it said, when it fails
   */
  run(args: readonly string[], input = ""): Promise<string> {
    const { program, folder, environment } = this.args;
    return new Promise((resolve, reject) => {
      const child = spawn(program, [...args, "--non-interactive", "--color", "never"], {
        cwd: folder,
        env: environment,
        stdio: ["pipe", "pipe", "pipe"],
      });
      const output = { out: "", errors: "" };
      child.stdout.on("data", (chunk: Buffer) => (output.out += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (output.errors += chunk.toString()));
      child.once("error", reject);
      // A command that ends without reading its input says itself why.
      child.stdin.once("error", () => undefined);
      child.stdin.end(input);
      child.once("close", (code) => {
        if (code === 0) {
          resolve(output.out);
        } else {
          const reason = output.errors.trim().replace(/^error: /, "");
          reject(new CommandError(`pulumi ${args.slice(0, 2).join(" ")} failed: ${reason}`));
        }
      });
    });
  }
}
