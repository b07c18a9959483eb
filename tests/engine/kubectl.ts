import { execFile, execFileSync } from "node:child_process";

/** What a run of kubectl gave. */
export interface KubectlResult {
  readonly ok: boolean;
  readonly output: string;
}

/** Runs kubectl against one cluster, the manifest on its standard input. */
export type Kubectl = (args: readonly string[], manifest?: string) => Promise<KubectlResult>;

/** Makes a kubectl for the cluster of a kubeconfig file. */
export function kubectlFor(program: string, kubeconfig: string): Kubectl {
  return (args, manifest = "") =>
    new Promise((resolve) => {
      const child = execFile(program, ["--kubeconfig", kubeconfig, ...args], (error, out, errors) =>
        resolve({ ok: error === null, output: `${out}${errors}`.trim() }),
      );
      // A command that reads no manifest may have ended before it is written.
      child.stdin?.on("error", () => undefined);
      child.stdin?.end(manifest);
    });
}

/** The command lines of all processes that have a text in them. */
export function processesWith(text: string): readonly string[] {
  const all = execFileSync("ps", ["-axww", "-o", "command="], { encoding: "utf8" });
  return all.split("\n").filter((line) => line.includes(text));
}
