import { existsSync, readFileSync } from "node:fs";
import { runningPid } from "../processes/daemon";
import { freePorts, portIsFree } from "../processes/ports";
import { writeChanged } from "../atomic-write";
import type { Layout } from "./layout";
import { portsSchema, type Ports } from "./listeners";
import { tracesOf, type ControlPlaneComponentName } from "./component-table";

const listeners = portsSchema.keyof().options;

/** Reads the ports from JSON text; undefined when it is damaged: ports can be chosen again. */
export function parsePorts(text: string): Ports | undefined {
  try {
    return portsSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The ports of the last start; undefined where there was none. */
export function savedPorts(layout: Layout): Ports | undefined {
  return existsSync(layout.ports) ? parsePorts(readFileSync(layout.ports, "utf8")) : undefined;
}

/** The process that listens on each port. */
const owners: Readonly<Record<keyof Ports, ControlPlaneComponentName>> = {
  etcd: "etcd",
  etcdPeer: "etcd",
  apiServer: "kube-apiserver",
  controllerManager: "kube-controller-manager",
  scheduler: "kube-scheduler",
  kwok: "kwok",
};

/**
 * Keeps the ports of the last start where our own process listens or nobody does, chooses new ones for the
 * others, and saves them.
 */
export async function choosePorts(layout: Layout): Promise<Ports> {
  const saved = savedPorts(layout);
  const fresh = await freePorts(listeners.length);
  const chosen = await Promise.all(
    listeners.map(async (listener, index): Promise<[string, number | undefined]> => {
      const last = saved?.[listener];
      const ours = runningPid(tracesOf(layout, owners[listener])) !== undefined;
      const keep = last !== undefined && (ours || (await portIsFree(last)));
      return [listener, keep ? last : fresh[index]];
    }),
  );
  const ports = portsSchema.parse(Object.fromEntries(chosen));
  writeChanged(layout.ports, `${JSON.stringify(ports)}\n`);
  return ports;
}
