import { spawn, type ChildProcess } from "node:child_process";
import type { Kubectl } from "../cluster-access/kubectl";
import { CommandError } from "../errors";

interface Forwarded {
  readonly namespace: string;
  /** For instance `service/nginx`. */
  readonly target: string;
  readonly port: number;
}

/** A port of this machine that leads to a pod, for as long as it is open. */
export class PortForward {
  private constructor(
    private readonly child: ChildProcess,
    /** The port on this machine. */
    readonly port: number,
  ) {}

  /**
   * Opens a free port of this machine.
   *
   * @throws CommandError with what kubectl says, where that cannot be
   */
  static open({ access }: Kubectl, { namespace, target, port }: Forwarded): Promise<PortForward> {
    const args = ["port-forward", "--namespace", namespace, "--address=127.0.0.1", target, `:${port}`];
    const child = spawn(access.program, [...access.args, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const output = { out: "", errors: "" };
    return new Promise((resolve, reject) => {
      child.stdout.on("data", (chunk: Buffer) => {
        output.out += chunk.toString("utf8");
        const [, local] = /^Forwarding from 127\.0\.0\.1:(\d+)/m.exec(output.out) ?? [];
        if (local !== undefined) {
          resolve(new PortForward(child, Number(local)));
        }
      });
      child.stderr.on("data", (chunk: Buffer) => (output.errors += chunk.toString("utf8")));
      child.once("error", (error) => reject(new CommandError(`kubectl does not start: ${error.message}`)));
      child.once("close", () =>
        reject(new CommandError(`The gateway cannot be reached: ${output.errors.trim()}`)),
      );
    });
  }

  close(): void {
    this.child.kill();
  }
}
