import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { loopback } from "../processes/ports";
import { until } from "../processes/until";
import { writeAtomically } from "../atomic-write";
import { addresses } from "./addresses";
import { makeControlGroup } from "./control-group";
import { nodeLayoutOf, type NodeLayout } from "./node-layout";
import { settingsOfCommandLine, type NodeSettings } from "./node-settings";
import { forward } from "./tunnel";

const bootTimeoutSeconds = 10;

/**
 * Whatever ends this process ends the node: the kernel kills `unshare` with its parent, the first process of
 * the namespaces with `unshare`, all others with that one, and mounts and networks go with the namespaces.
 */
const namespaces = [
  ...["--pdeathsig", "KILL", "unshare"],
  ...[
    "--net",
    "--mount",
    "--propagation",
    "private",
    "--pid",
    "--fork",
    "--mount-proc",
    "--kill-child",
    "--",
  ],
];

function environmentOf(settings: NodeSettings, layout: NodeLayout): Readonly<Record<string, string>> {
  return {
    PATH: process.env["PATH"] ?? "",
    NODE_FOLDER: layout.folder,
    NODE_SYSTEM: settings.system,
    NODE_TOOLS: Object.values(settings.tools).join(" "),
    NODE_OWN_ADDRESSES: settings.ownAddresses.join(" "),
    NODE_ADDRESS: addresses.node,
    NODE_EXTERNAL_ADDRESS: addresses.external,
    NODE_METADATA_ADDRESS: addresses.cloudMetadata,
    NODE_PREFIX_LENGTH: String(addresses.nodePrefixLength),
  };
}

/** The only child of a process; undefined while it has none. */
function childOf(pid: number): number | undefined {
  const child = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());
  return child > 0 ? child : undefined;
}

/** Starts the script that removes the control groups when this process is no more. */
function removeControlGroupsAfterwards(root: string, controlGroup: string): void {
  const script = join(root, "sandbox", "node", "remove-control-groups.sh");
  spawn("sh", [script, controlGroup], { detached: true, stdio: ["pipe", "ignore", "ignore"] }).unref();
}

async function superviseNode(args: readonly string[]): Promise<void> {
  const settings = settingsOfCommandLine(args);
  const layout = nodeLayoutOf(settings.clusterFolder);
  makeControlGroup(layout.controlGroup);
  removeControlGroupsAfterwards(settings.root, layout.controlGroup);
  await forward({ path: layout.sockets.apiServer }, { host: loopback, port: settings.apiServerPort });
  const agent = [process.execPath, join(__dirname, "agent", "main.js"), ...args];
  const boot = join(settings.root, "sandbox", "node", "boot.sh");
  const node = spawn("setpriv", [...namespaces, "sh", boot, ...agent], {
    env: environmentOf(settings, layout),
    stdio: "inherit",
  });
  const ended = new Promise<void>((resolve) => node.once("close", () => resolve()));
  process.on("SIGTERM", () => node.kill("SIGKILL"));
  const pid = node.pid ?? 0;
  const first = await Promise.race([
    ended.then(() => undefined),
    until(bootTimeoutSeconds, () => childOf(pid)),
  ]);
  writeAtomically(layout.firstProcess, String(first ?? 0));
  await ended;
  rmSync(layout.firstProcess, { force: true });
  process.exit(1);
}

void superviseNode(process.argv.slice(2));
