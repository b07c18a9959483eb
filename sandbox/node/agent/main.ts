import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { layoutOf } from "../../control-plane/layout";
import { ApiClient } from "../../kubernetes-api/api-client";
import { addresses, realNodeName } from "../addresses";
import { nodeFiles } from "../node-configuration";
import { nodeLayoutOf, type NodeLayout } from "../node-layout";
import { settingsOfCommandLine } from "../node-settings";
import { forward, serveProxy } from "../tunnel";
import { enforcePolicies } from "../policies/enforce-policies";
import { NodePrograms, nodeRoot } from "./node-programs";
import { serveVolumes } from "./volume-driver";

const containerdTimeoutSeconds = 30;

/** Archives by path, each with the time of its last change when it was brought in. */
const broughtSchema = z.record(z.string(), z.number());

/** Brings archives of images into containerd's store, unless it has them already. */
async function importImages(
  programs: NodePrograms,
  layout: NodeLayout,
  archives: readonly string[],
): Promise<void> {
  const record = join(layout.folder, "containerd", "brought.json");
  const brought = existsSync(record) ? broughtSchema.parse(JSON.parse(readFileSync(record, "utf8"))) : {};
  for (const archive of archives) {
    const { mtimeMs } = statSync(archive);
    if (brought[archive] !== mtimeMs) {
      await programs.run(["ctr", "--namespace", "k8s.io", "images", "import", "-"], archive);
      brought[archive] = mtimeMs;
      writeFileSync(record, JSON.stringify(brought));
    }
  }
}

/** Reads what NetworkPolicies are enforced from. */
function policyReader(clusterFolder: string): ApiClient {
  const layout = layoutOf(clusterFolder);
  const read = (path: string): string => readFileSync(path, "utf8");
  return new ApiClient({
    server: `https://${addresses.node}:${addresses.apiServerPort}`,
    authority: read(layout.authority),
    certificate: read(layout.certificate("network-policies")),
    key: read(layout.key("network-policies")),
  });
}

/** Runs a node: the first process of its own in the namespaces that boot.sh has prepared. */
async function runNode(args: readonly string[]): Promise<void> {
  const settings = settingsOfCommandLine(args);
  const layout = nodeLayoutOf(settings.clusterFolder);
  const programs = new NodePrograms(layout.logs, (name) => {
    process.stderr.write(`${name} has ended; the end of its log: ${join(layout.logs, `${name}.log`)}\n`);
    process.exit(1);
  });
  await forward({ host: addresses.node, port: addresses.apiServerPort }, { path: layout.sockets.apiServer });
  await serveProxy(layout.sockets.node);
  programs.startOnHost({
    name: "external-network",
    command: [
      ...["nsenter", `--net=${join(nodeRoot, "run", "netns", "external")}`, "--"],
      ...[process.execPath, join(__dirname, "external-network.js"), ...args],
    ],
  });
  programs.start({ name: "containerd", command: ["containerd", "--config", nodeFiles.containerd] });
  await programs.awaitFile(nodeFiles.containerdSocket, containerdTimeoutSeconds);
  await importImages(programs, layout, settings.archives);
  await serveVolumes(realNodeName);
  const enforcement = enforcePolicies(policyReader(settings.clusterFolder), async (rules) => {
    writeFileSync(join(nodeRoot, nodeFiles.policies), rules);
    await programs.run(["nft", "--file", nodeFiles.policies]);
  });
  programs.start({
    name: "kubelet",
    command: [
      ...["kubelet", `--config=${nodeFiles.kubelet}`, `--kubeconfig=${nodeFiles.kubeletAccess}`],
      ...[`--hostname-override=${realNodeName}`, `--node-ip=${addresses.node}`],
      // Where the zone is in a cloud, so that rules of spreading have something to look at.
      "--node-labels=topology.kubernetes.io/region=sandbox,topology.kubernetes.io/zone=sandbox-a",
    ],
  });
  programs.start({ name: "kube-proxy", command: ["kube-proxy", `--config=${nodeFiles.proxy}`] });
  await enforcement;
}

runNode(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
