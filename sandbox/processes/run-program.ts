import { execFile } from "node:child_process";
import { SandboxError } from "../errors";

const shownLines = 5;

/**
 * Runs a program to its end and returns what it printed.
 * @throws SandboxError with `failure` and the end of its output when it does not run or fails
 */
export function runProgram(program: string, args: readonly string[], failure: string): Promise<string> {
  const options = { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
  return new Promise((resolve, reject) => {
    execFile(program, [...args], options, (error, output, errors) => {
      if (error === null) {
        resolve(output);
        return;
      }
      const lastLines = (errors || output || error.message).trim().split("\n").slice(-shownLines).join("\n");
      reject(new SandboxError(`${failure}:\n${lastLines}`, { cause: error }));
    });
  });
}
