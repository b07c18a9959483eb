import { execFile } from "node:child_process";

/** Runs kubectl on the benchmark's cluster and gives what it prints. */
export type Kubectl = (args: readonly string[]) => Promise<string>;

/** A kubectl that may do everything. */
export function kubectlFor(program: string, kubeconfig: string): Kubectl {
  return (args) =>
    new Promise((resolve, reject) => {
      const options = { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
      execFile(program, [`--kubeconfig=${kubeconfig}`, ...args], options, (error, out) =>
        error === null ? resolve(out) : reject(error),
      );
    });
}
