import type { input } from "@pulumi/kubernetes/types";
import type { Service } from "../../services/service";

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

/** Asks a service where it declares to answer that it is well. */
export function httpHealth({ name, healthPath, containerPort }: Service): Handler {
  if (healthPath === undefined) {
    throw new Error(`${name} declares no path for its health`);
  }
  return httpGet(healthPath, containerPort);
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
