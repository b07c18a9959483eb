import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  clusterStatus,
  ensureOfficialPlugins,
  ensureTools,
  fetchImages,
  findCluster,
  resetCluster,
  SandboxError,
  startCluster,
  stopCluster,
  type Cluster,
  type ClusterStatus,
  type StartOptions,
} from "../../sandbox";
import { imageReferences } from "../../components/plan/pods/planned-images";
import { checkedStack } from "../checked-stack";
import { parseRequest, type Request } from "./cluster-request";
import { usage } from "./command-line";
import { UsageError } from "../errors";
import { pathsOf, type Paths } from "../paths";

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The state folder of a named cluster; undefined for the default one. */
function folderOf(root: string, request: Request): { readonly folder?: string } {
  return {
    folder:
      request.name === undefined
        ? pathsOf(root).clusterFolder
        : join(root, ".sandbox", "clusters", request.name),
  };
}

function again(request: Request, subcommand: string): string {
  return `npm run sandbox -- ${subcommand}${request.name === undefined ? "" : ` --name ${request.name}`}`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

/** The status as aligned lines for people. */
export function showStatus(status: ClusterStatus): string {
  const rows = status.components.map(({ name, state, pid, port, memoryBytes }) => [
    name,
    state,
    pid === undefined ? "" : `process ${pid}`,
    port === undefined ? "" : `port ${port}`,
    memoryBytes === 0 ? "" : mebibytes(memoryBytes),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const place = status.state === "stopped" ? "" : ` at ${status.server ?? ""}`;
  const memory = status.memoryBytes === 0 ? "" : `, ${mebibytes(status.memoryBytes)}`;
  return [
    `The cluster in ${status.folder} is ${status.state}${place}.`,
    ...lines.map((line) => `  ${line}`),
    `  ${status.nodesReady} of ${status.nodes} nodes are Ready${memory}`,
  ].join("\n");
}

/** The folder with archives of images. */
function imagesFolder(root: string, { images }: Request): string {
  return resolve(images ?? pathsOf(root).imagesFolder);
}

async function bringImages(request: Request, root: string): Promise<number> {
  const folder = imagesFolder(root, request);
  const { config } = checkedStack(root, request.stack ?? "dev");
  await fetchImages({ references: imageReferences(config), folder, report });
  print(`The images of the stack are in ${folder}.`);
  print(`Next:\n  ${again(request, "start")} --nodes real --images ${folder}`);
  return 0;
}

/** What the nodes shall be, where the command line says so. */
function nodesOf(root: string, request: Request): Pick<StartOptions, "nodes"> {
  const { nodes, dns } = request;
  if (nodes === "real") {
    const images = imagesFolder(root, request);
    return { nodes: { kind: nodes, images, ...(dns === undefined ? {} : { dns }) } };
  }
  return nodes === undefined ? {} : { nodes: { kind: nodes } };
}

async function start(request: Request, root: string): Promise<number> {
  const tools = await ensureTools({ root, report });
  const startedMs = Date.now();
  const place = { root, ...folderOf(root, request) };
  const cluster = await startCluster({ ...place, ...nodesOf(root, request), tools, report });
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  if (request.json) {
    print(JSON.stringify(cluster));
    return 0;
  }
  print(`The rehearsal cluster runs at ${cluster.server} (${seconds} s).`);
  print(`Next:\n  export KUBECONFIG=${cluster.adminKubeconfig}\n  ${tools.kubectl} get pods -A`);
  print(`End it:\n  ${again(request, "stop")}`);
  return 0;
}

async function status(request: Request, root: string): Promise<number> {
  const found = await clusterStatus({ root, ...folderOf(root, request) });
  if (request.json) {
    print(JSON.stringify(found));
  } else {
    print(showStatus(found));
    print(
      found.state === "running"
        ? `End it:\n  ${again(request, "stop")}`
        : `Next:\n  ${again(request, "start")}`,
    );
  }
  return found.state === "running" ? 0 : 1;
}

function showKubeconfig(request: Request, cluster: Cluster | undefined): number {
  if (cluster === undefined) {
    throw new SandboxError(`The cluster does not run. Start it: ${again(request, "start")}`);
  }
  const { adminKubeconfig, deployerKubeconfig } = cluster;
  print(request.json ? JSON.stringify({ adminKubeconfig, deployerKubeconfig }) : adminKubeconfig);
  return 0;
}

/** Stacks were in the cluster and in the simulated clouds, so neither has a meaning without the others. */
function forgetStacks({ stateFolder, projectFolder, accountsFolder }: Paths): void {
  rmSync(accountsFolder, { recursive: true, force: true });
  rmSync(stateFolder, { recursive: true, force: true });
  rmSync(projectFolder, { recursive: true, force: true });
}

async function buildTools(root: string): Promise<number> {
  await ensureTools({ root, report });
  await ensureOfficialPlugins({ root, report });
  await ensureTools({ root, report, releases: "oldest" });
  print("The tools of all tests of the engine are there.\nNext:\n  npm test");
  return 0;
}

async function perform(request: Request, root: string): Promise<number> {
  const options = { root, ...folderOf(root, request), report };
  switch (request.subcommand) {
    case "start":
      return start(request, root);
    case "images":
      return bringImages(request, root);
    case "tools":
      return buildTools(root);
    case "status":
      return status(request, root);
    case "kubeconfig":
      return showKubeconfig(request, await findCluster(options));
    case "stop":
      await stopCluster(options);
      print(`The rehearsal cluster is stopped; its state is kept.\nNext:\n  ${again(request, "start")}`);
      return 0;
    case "reset":
      await resetCluster(options);
      if (request.name === undefined) {
        forgetStacks(pathsOf(root));
      }
      print(`The rehearsal cluster and its state are gone.\nNext:\n  ${again(request, "start")}`);
      return 0;
  }
}

/**
 * `npm run sandbox`: starts, stops and shows the rehearsal cluster.
 * @returns the exit code: 0, 1 for a failure (and for the status of a cluster that is not running), 2 for usage
 */
export async function run(args: readonly string[], root: string): Promise<number> {
  const request = parseRequest(args);
  if (request === undefined) {
    throw new UsageError(usage);
  }
  try {
    return await perform(request, root);
  } catch (error) {
    if (error instanceof SandboxError) {
      report(error.message);
      return 1;
    }
    throw error;
  }
}
