import type { DaemonTraces } from "../processes/daemon";
import type { Layout } from "./layout";

/** The processes of the control plane in the order they need each other. */
export const componentNames = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
] as const;

export type ComponentName = (typeof componentNames)[number];

/** How a component's process is found again, also by a later command. */
export function tracesOf(layout: Layout, name: ComponentName): DaemonTraces {
  return {
    name,
    logFile: layout.log(name),
    pidFile: layout.pid(name),
    // Every component is given at least one flag with a file of this cluster's folder.
    marker: `=${layout.folder}/`,
  };
}
