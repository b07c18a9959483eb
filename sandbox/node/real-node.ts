import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Administrator } from "../control-plane/administrator";
import type { Layout } from "../control-plane/layout";
import { readyNodes } from "../control-plane/readiness";
import { secondsSince, type Report } from "../progress";
import {
  isCurrent,
  readLogTail,
  runningPid,
  startDaemon,
  stopDaemon,
  type Daemon,
  type DaemonTraces,
} from "../processes/daemon";
import { until } from "../processes/until";
import { SandboxError } from "../errors";
import { writeChanged } from "../atomic-write";
import { realNodeName } from "./addresses";
import { clusterDns, type DnsKind } from "./cluster-dns";
import { controlGroupExists } from "./control-group";
import { resolvesName } from "./dns-query";
import { writeNodeFiles } from "./node-configuration";
import { nodeLayoutOf } from "./node-layout";
import type { NodeSettings } from "./node-settings";
import type { NodeParts } from "./node-system";

const stopGraceSeconds = 30;
const readyTimeoutSeconds = 120;
/** A name that every cluster's DNS knows. */
const ownName = "kubernetes.default.svc.cluster.local";

/** How the process that keeps a real node is found again. */
export function nodeTraces(layout: Layout): DaemonTraces {
  return {
    // The program is Node.js, and its arguments name the file with the settings.
    name: "node",
    logFile: layout.log("node"),
    pidFile: layout.pid("node"),
    marker: `--settings=${nodeLayoutOf(layout.folder).settings}`,
  };
}

export interface NodeOptions {
  readonly root: string;
  readonly layout: Layout;
  readonly apiServerPort: number;
  readonly parts: NodeParts;
  /** The folder with archives of the images that pods use. */
  readonly images: string;
  readonly dns: DnsKind;
  readonly client: Administrator;
  readonly report: Report;
}

/** The archives in a folder, in the order of their names. */
function archivesIn(folder: string): readonly string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".tar"))
        .sort()
        .map((name) => join(folder, name))
    : [];
}

function daemonOf({ root, layout }: NodeOptions): Daemon {
  const traces = nodeTraces(layout);
  return {
    ...traces,
    program: process.execPath,
    args: [join(root, ".sandbox", "build", "sandbox", "node", "supervisor.js"), traces.marker],
    environment: {},
    configFiles: [nodeLayoutOf(layout.folder).settings],
    workingFolder: layout.folder,
  };
}

const nodeSchema = z.object({
  status: z.object({
    conditions: z
      .array(z.object({ type: z.string(), status: z.string(), lastHeartbeatTime: z.string().nullish() }))
      .default([]),
  }),
});

/** Whether a node has reported itself Ready since a moment; what an ended node reported stays in the cluster. */
export function isReadySince(body: string, sinceMs: number): boolean {
  const { conditions } = nodeSchema.parse(JSON.parse(body)).status;
  return conditions.some(
    ({ type, status, lastHeartbeatTime }) =>
      // Times are whole seconds.
      type === "Ready" && status === "True" && Date.parse(lastHeartbeatTime ?? "") >= sinceMs - 1000,
  );
}

async function isUsable(
  { client, apiServerPort: port, layout, dns }: NodeOptions,
  sinceMs: number,
): Promise<boolean> {
  const node = await client.send({ port, path: `/api/v1/nodes/${realNodeName}` });
  // The lease comes a moment after the first report, and the status counts nodes by it.
  const living = await readyNodes(client, { port, names: [realNodeName] });
  return (
    node.status === 200 &&
    isReadySince(node.body, sinceMs) &&
    living === 1 &&
    // What the cluster says of its DNS may be of the node before; an answer where pods ask is of this one, with
    // the rules that lead there.
    (await resolvesName(nodeLayoutOf(layout.folder).sockets.node, clusterDns[dns].address, ownName))
  );
}

/**
 * Starts the node unless it runs already as it should, and waits until pods run on it.
 * @throws SandboxError with the end of its log when it ends or takes too long
 */
export async function bringUpNode(options: NodeOptions): Promise<void> {
  const { root, layout, apiServerPort, parts, images, dns, report } = options;
  const node = nodeLayoutOf(layout.folder);
  const startedMs = Date.now();
  const settings: NodeSettings = {
    root,
    clusterFolder: layout.folder,
    apiServerPort,
    system: parts.system,
    tools: { kubelet: parts.tools.kubelet, "kube-proxy": parts.tools["kube-proxy"] },
    archives: [parts.baseImages, ...archivesIn(images)],
    ownAddresses: clusterDns[dns].service === undefined ? [clusterDns[dns].address] : [],
  };
  writeNodeFiles(layout, node, clusterDns[dns].address);
  writeChanged(node.settings, JSON.stringify(settings));
  const daemon = daemonOf(options);
  const runs = runningPid(daemon) !== undefined && isCurrent(daemon);
  if (!runs) {
    await stopDaemon(daemon, stopGraceSeconds);
    await startDaemon(daemon);
  }
  const outcome = await until(readyTimeoutSeconds, async () => {
    if (runningPid(daemon) === undefined) {
      return "ended";
    }
    return (await isUsable(options, runs ? 0 : startedMs)) ? "usable" : undefined;
  });
  if (outcome !== "usable") {
    const what =
      outcome === "ended" ? "ended while it started" : `is not Ready after ${readyTimeoutSeconds} s`;
    throw new SandboxError(
      `The node ${what}; its logs are in ${node.logs}. The end of ${daemon.logFile}:\n${readLogTail(daemon)}`,
    );
  }
  if (!runs) {
    report(`The node is ready (${secondsSince(startedMs)}).`);
  }
}

/**
 * Ends the node with everything on it, as a power cut would; its volumes are kept.
 * @throws SandboxError when something of it cannot be ended
 */
export async function stopNode(layout: Layout): Promise<void> {
  const { controlGroup } = nodeLayoutOf(layout.folder);
  await stopDaemon(nodeTraces(layout), stopGraceSeconds);
  const swept = await until(stopGraceSeconds, () => (controlGroupExists(controlGroup) ? undefined : true));
  if (swept === undefined) {
    throw new SandboxError(
      `The node has ended, but processes are left in its control group; end them, then remove the folders ` +
        `/sys/fs/cgroup/*/${controlGroup}.`,
    );
  }
}
