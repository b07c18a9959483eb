import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { Administrator } from "./control-plane/administrator";
import { componentsOf, type ControlPlaneComponent, type ControlPlanePlan } from "./control-plane/components";
import { deployerUser, ensureIdentities, writeKubeconfigs } from "./control-plane/identities";
import { layoutOf, type Layout } from "./control-plane/layout";
import { chooseNodes, savedNodes, type Nodes, type NodesAsked } from "./control-plane/node-kind";
import { applyObjects, nodeNames, readObjects, type SandboxObject } from "./control-plane/objects";
import type { Ports } from "./control-plane/listeners";
import { choosePorts, savedPorts } from "./control-plane/port-plan";
import { awaitHealthy, awaitUsable, releaseNodes } from "./control-plane/readiness";
import { writeSettings } from "./control-plane/settings";
import { componentNames, tracesOf, type ControlPlaneComponentName } from "./control-plane/component-table";
import { secondsSince, type Report } from "./progress";
import { egressSelection } from "./node/node-configuration";
import { nodeLayoutOf } from "./node/node-layout";
import { nodeObjects } from "./node/node-objects";
import { ensureNodeParts } from "./node/node-system";
import { bringUpNode, nodeTraces, stopNode } from "./node/real-node";
import { isCurrent, runningPid, startDaemon, stopDaemon, type DaemonTraces } from "./processes/daemon";
import { withLock } from "./processes/file-lock";
import { loopback } from "./processes/ports";
import { tellSystemErrors } from "./errors";
import type { Tools } from "./toolchain/tool-table";
import { writeChanged, writeAtomically } from "./atomic-write";

/** Which cluster is meant. */
export interface ClusterOptions {
  /** The repository's folder. */
  readonly root: string;
  /** The cluster's state folder. @default `.sandbox/cluster` under the root */
  readonly folder?: string;
}

export interface ReportingOptions extends ClusterOptions {
  readonly report: Report;
}

export interface StartOptions extends ReportingOptions {
  readonly tools: Tools;
  /** What the nodes are. @default as at the last start, at the first one played */
  readonly nodes?: NodesAsked;
}

/** A running rehearsal cluster; all fields are what a program needs to use it. */
export interface Cluster {
  readonly folder: string;
  readonly server: string;
  /** For people: context `sandbox`, cluster-admin. */
  readonly adminKubeconfig: string;
  /** For the Pulumi programs: acts as `deployerUser`, so that the audit log can tell their requests apart. */
  readonly deployerKubeconfig: string;
  readonly deployerUser: string;
  readonly auditLog: string;
  /** Whether pods are played and only seem to run, as without a real node. */
  readonly played: boolean;
}

const lockTimeoutSeconds = 300;
const stopGraceSeconds = 20;

/** The absolute state folder that the options mean. */
export function layoutFor(options: ClusterOptions): Layout {
  return layoutOf(resolve(options.folder ?? join(options.root, ".sandbox", "cluster")));
}

function serverAddress(port: number): string {
  return `https://${loopback}:${port}`;
}

function clusterAt(layout: Layout, port: number): Cluster {
  return {
    folder: layout.folder,
    server: serverAddress(port),
    adminKubeconfig: layout.kubeconfig("admin"),
    deployerKubeconfig: layout.kubeconfig("deployer"),
    deployerUser,
    auditLog: layout.auditLog,
    played: savedNodes(layout)?.kind !== "real",
  };
}

/** Starts a component unless it runs already as it should, and waits until it is well. */
async function bringUpComponent(
  client: Administrator,
  component: ControlPlaneComponent,
  report: Report,
): Promise<void> {
  const startedMs = Date.now();
  const runs = runningPid(component) !== undefined && isCurrent(component);
  if (!runs) {
    await stopDaemon(component, stopGraceSeconds);
    await startDaemon(component);
  }
  await awaitHealthy(client, component);
  if (!runs) {
    report(`${component.name} is ready (${secondsSince(startedMs)}).`);
  }
}

/** The objects that a cluster has from its start, by what its nodes are. */
function objectsFor(root: string, nodes: Nodes): readonly SandboxObject[] {
  const objects = readObjects(root);
  return nodes.kind === "played"
    ? objects
    : [...objects.filter(({ kind }) => kind !== "Node"), ...nodeObjects(root, nodes.dns)];
}

function planFor(layout: Layout, { root, tools }: StartOptions, { ports, nodes }: Choices): ControlPlanePlan {
  if (nodes.kind === "played") {
    return { root, tools, layout, ports };
  }
  writeChanged(layout.egress, egressSelection(nodeLayoutOf(layout.folder)));
  return { root, tools, layout, ports, egress: layout.egress };
}

interface Choices {
  readonly ports: Ports;
  readonly nodes: Nodes;
}

/** Starts the components in their order; between the API server and the rest come the sandbox's own objects. */
async function bringUpControlPlane(
  client: Administrator,
  { layout, options, choices }: { layout: Layout; options: StartOptions; choices: Choices },
): Promise<void> {
  const { root, report } = options;
  const components = componentsOf(planFor(layout, options, choices));
  const { etcd, apiServer, controllerManager, scheduler, kwok } = components;
  const objects = objectsFor(root, choices.nodes);
  const target = { port: choices.ports.apiServer, names: nodeNames(objects) };
  await bringUpComponent(client, etcd, report);
  await bringUpComponent(client, apiServer, report);
  await applyObjects(client, choices.ports.apiServer, objects);
  if (runningPid(kwok) === undefined || !isCurrent(kwok)) {
    await releaseNodes(client, target);
  }
  const rest = [controllerManager, scheduler, kwok];
  await Promise.all(rest.map((component) => bringUpComponent(client, component, report)));
  await awaitUsable(client, target, { kwok, controllerManager });
}

async function bringUp(layout: Layout, options: StartOptions, nodes: Nodes): Promise<Cluster> {
  const { root, report } = options;
  const parts = nodes.kind === "real" ? await ensureNodeParts(root, report) : undefined;
  rmSync(layout.ready, { force: true });
  const ports = await choosePorts(layout);
  writeKubeconfigs(layout, serverAddress(ports.apiServer));
  const client = new Administrator(layout);
  try {
    await bringUpControlPlane(client, { layout, options, choices: { ports, nodes } });
    if (nodes.kind === "real" && parts !== undefined) {
      const { images, dns } = nodes;
      await bringUpNode({ root, layout, apiServerPort: ports.apiServer, parts, images, dns, client, report });
    }
  } finally {
    client.close();
  }
  writeAtomically(layout.ready, "");
  return clusterAt(layout, ports.apiServer);
}

function withClusterLock<T>(layout: Layout, report: Report, work: () => Promise<T>): Promise<T> {
  const lock = { path: layout.lock, report, timeoutSeconds: lockTimeoutSeconds };
  const doing = "this cluster is being started or stopped";
  return tellSystemErrors(() => withLock({ ...lock, doing }, work));
}

/**
 * Starts the rehearsal cluster and waits until pods can run in it. What runs already and is well stays as it
 * is, so that this also repairs a cluster of which a process died, and completes a start that was killed.
 * @throws SandboxError with the component's name and the end of its log when one does not become ready
 */
export function startCluster(options: StartOptions): Promise<Cluster> {
  const layout = layoutFor(options);
  return withClusterLock(layout, options.report, async () => {
    mkdirSync(layout.folder, { recursive: true, mode: 0o700 });
    const nodes = chooseNodes(layout, options.nodes);
    await ensureIdentities(layout);
    writeSettings(layout);
    return bringUp(layout, options, nodes);
  });
}

/** Every process that a cluster consists of. */
function tracesOfAll(layout: Layout): readonly DaemonTraces[] {
  const controlPlane = componentNames.map((name) => tracesOf(layout, name));
  return savedNodes(layout)?.kind === "real" ? [...controlPlane, nodeTraces(layout)] : controlPlane;
}

/** The running cluster; undefined when it is not running, not wholly started, or does not answer. */
export async function findCluster(options: ClusterOptions): Promise<Cluster | undefined> {
  const layout = layoutFor(options);
  const ports = existsSync(layout.ready) ? savedPorts(layout) : undefined;
  const running = tracesOfAll(layout).every((traces) => runningPid(traces) !== undefined);
  if (ports === undefined || !running) {
    return undefined;
  }
  const client = new Administrator(layout);
  const { status } = await client.send({ port: ports.apiServer, path: "/readyz" });
  client.close();
  return status === 200 ? clusterAt(layout, ports.apiServer) : undefined;
}

async function stopAll(layout: Layout): Promise<void> {
  rmSync(layout.ready, { force: true });
  if (savedNodes(layout)?.kind === "real") {
    await stopNode(layout);
  }
  const stop = (name: ControlPlaneComponentName): Promise<void> =>
    stopDaemon(tracesOf(layout, name), stopGraceSeconds);
  const [etcd, apiServer, ...rest] = componentNames;
  await Promise.all(rest.map(stop));
  await stop(apiServer);
  await stop(etcd);
}

/** Ends every process of the cluster and keeps its state; does nothing when none runs. */
export async function stopCluster(options: ReportingOptions): Promise<void> {
  const layout = layoutFor(options);
  if (existsSync(layout.folder)) {
    await withClusterLock(layout, options.report, () => stopAll(layout));
  }
}

/** Ends every process of the cluster and deletes its state; does nothing when there is none. */
export async function resetCluster(options: ReportingOptions): Promise<void> {
  const layout = layoutFor(options);
  if (existsSync(layout.folder)) {
    await withClusterLock(layout, options.report, async () => {
      await stopAll(layout);
      rmSync(layout.folder, { recursive: true, force: true });
    });
  }
}
