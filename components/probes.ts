import type { input } from "@pulumi/kubernetes/types";

type Probe = input.core.v1.Probe;
type Handler = Pick<Probe, "httpGet" | "tcpSocket" | "exec">;

/** When a probe runs and when it has failed. */
export interface ProbeTimes {
  readonly delaySeconds?: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failures: number;
}

/** Asks an HTTP path for a success status. */
export function httpGet(path: string, port: number): Handler {
  return { httpGet: { path, port } };
}

/** Opens a connection. */
export function tcpSocket(port: number): Handler {
  return { tcpSocket: { port } };
}

/** Runs a command in the container. */
export function exec(...command: readonly string[]): Handler {
  return { exec: { command: [...command] } };
}

/** Builds a probe. */
export function probe(handler: Handler, times: ProbeTimes): Probe {
  return {
    ...handler,
    ...(times.delaySeconds === undefined ? {} : { initialDelaySeconds: times.delaySeconds }),
    periodSeconds: times.periodSeconds,
    timeoutSeconds: times.timeoutSeconds,
    failureThreshold: times.failures,
  };
}
