import { existsSync } from "node:fs";
import { layoutFor, type ClusterOptions } from "./cluster";
import { Administrator } from "./control-plane/administrator";
import {
  componentNames,
  healthChecks,
  tracesOf,
  type ControlPlaneComponentName,
} from "./control-plane/component-table";
import type { Layout } from "./control-plane/layout";
import { savedNodes } from "./control-plane/node-kind";
import { nodeNames, readObjects } from "./control-plane/objects";
import type { Ports } from "./control-plane/listeners";
import { savedPorts } from "./control-plane/port-plan";
import { isHealthy, readyNodes } from "./control-plane/readiness";
import { realNodeName } from "./node/addresses";
import { nodeTraces } from "./node/real-node";
import { runningPid } from "./processes/daemon";
import { loopback } from "./processes/ports";
import { residentBytes } from "./processes/process-table";

/** One process of the control plane. */
export interface ComponentStatus {
  readonly name: ControlPlaneComponentName | "node";
  readonly state: "healthy" | "unhealthy" | "stopped";
  readonly pid?: number;
  readonly port?: number;
  readonly memoryBytes: number;
  readonly logFile: string;
}

export interface ClusterStatus {
  readonly folder: string;
  /** `partial` means that something is missing or unwell; a start fixes it. */
  readonly state: "running" | "partial" | "stopped";
  readonly server?: string;
  readonly components: readonly ComponentStatus[];
  readonly nodesReady: number;
  readonly nodes: number;
  readonly memoryBytes: number;
}

interface Source {
  readonly layout: Layout;
  readonly ports: Ports;
  readonly client: Administrator;
}

async function componentStatus(name: ControlPlaneComponentName, source: Source): Promise<ComponentStatus> {
  const { layout, ports, client } = source;
  const { logFile, ...traces } = tracesOf(layout, name);
  const pid = runningPid({ logFile, ...traces });
  if (pid === undefined) {
    return { name, state: "stopped", memoryBytes: 0, logFile };
  }
  const { listener, path } = healthChecks[name];
  const port = ports[listener];
  const state = (await isHealthy(client, port, path)) ? "healthy" : "unhealthy";
  return { name, state, pid, port, memoryBytes: residentBytes(pid), logFile };
}

/** The process that keeps a real node; how well the node is shows among the nodes. */
function realNodeStatus(layout: Layout): readonly ComponentStatus[] {
  if (savedNodes(layout)?.kind !== "real") {
    return [];
  }
  const traces = nodeTraces(layout);
  const { logFile } = traces;
  const pid = runningPid(traces);
  return pid === undefined
    ? [{ name: "node", state: "stopped", memoryBytes: 0, logFile }]
    : [{ name: "node", state: "healthy", pid, memoryBytes: residentBytes(pid), logFile }];
}

function stopped(layout: Layout, nodes: number): ClusterStatus {
  const components = componentNames.map((name): ComponentStatus => {
    const { logFile } = tracesOf(layout, name);
    return { name, state: "stopped", memoryBytes: 0, logFile };
  });
  return { folder: layout.folder, state: "stopped", components, nodesReady: 0, nodes, memoryBytes: 0 };
}

function overall(components: readonly ComponentStatus[], allNodesReady: boolean): ClusterStatus["state"] {
  if (components.every(({ state }) => state === "stopped")) {
    return "stopped";
  }
  return allNodesReady && components.every(({ state }) => state === "healthy") ? "running" : "partial";
}

/** What of the cluster runs and is well; changes nothing. */
export async function clusterStatus(options: ClusterOptions): Promise<ClusterStatus> {
  const layout = layoutFor(options);
  const real = savedNodes(layout)?.kind === "real";
  const names = real ? [realNodeName] : nodeNames(readObjects(options.root));
  const ports = existsSync(layout.pki) ? savedPorts(layout) : undefined;
  if (ports === undefined) {
    return stopped(layout, names.length);
  }
  const client = new Administrator(layout);
  const controlPlane = await Promise.all(
    componentNames.map((name) => componentStatus(name, { layout, ports, client })),
  );
  const components = [...controlPlane, ...realNodeStatus(layout)];
  const nodesReady = await readyNodes(client, { port: ports.apiServer, names });
  client.close();
  return {
    folder: layout.folder,
    state: overall(components, nodesReady === names.length),
    server: `https://${loopback}:${ports.apiServer}`,
    components,
    nodesReady,
    nodes: names.length,
    memoryBytes: components.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
  };
}
