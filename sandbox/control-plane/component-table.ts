import type { DaemonTraces } from "../processes/daemon";
import type { Layout } from "./layout";
import type { Ports } from "./listeners";

/** The processes of the control plane in the order they need each other. */
export const componentNames = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
] as const;

export type ControlPlaneComponentName = (typeof componentNames)[number];

/** How a running component is asked whether it is well. */
export interface HealthCheck {
  readonly listener: keyof Ports;
  readonly path: string;
  /** How long it may take from its start until it is well, on a busy machine. */
  readonly timeoutSeconds: number;
}

export const healthChecks: Readonly<Record<ControlPlaneComponentName, HealthCheck>> = {
  etcd: { listener: "etcd", path: "/health", timeoutSeconds: 30 },
  "kube-apiserver": { listener: "apiServer", path: "/readyz", timeoutSeconds: 120 },
  "kube-controller-manager": { listener: "controllerManager", path: "/healthz", timeoutSeconds: 60 },
  "kube-scheduler": { listener: "scheduler", path: "/healthz", timeoutSeconds: 60 },
  kwok: { listener: "kwok", path: "/healthz", timeoutSeconds: 60 },
};

/** How a component's process is found again, also by a later command. */
export function tracesOf(layout: Layout, name: ControlPlaneComponentName): DaemonTraces {
  return {
    name,
    logFile: layout.log(name),
    pidFile: layout.pid(name),
    // Every component is given at least one flag with a file of this cluster's folder.
    marker: `=${layout.folder}/`,
  };
}
