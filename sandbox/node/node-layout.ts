import { createHash } from "node:crypto";
import { join } from "node:path";

/** Where each thing of a real node lies inside its cluster's state folder. */
export function nodeLayoutOf(clusterFolder: string) {
  const folder = join(clusterFolder, "node");
  const digest = createHash("sha256").update(clusterFolder).digest("hex").slice(0, 12);
  return {
    folder,
    /** The node's root file system as it is mounted. */
    root: join(folder, "root"),
    settings: join(folder, "settings.json"),
    /** Configuration and identities; the node sees it as /etc/node. */
    etc: join(folder, "etc"),
    logs: join(folder, "logs"),
    volumes: join(folder, "volumes"),
    /** The process outside that is the first process of the node's own process ids. */
    firstProcess: join(folder, "first.pid"),
    /** A control group of this name in every hierarchy holds all pods; none is shared by two clusters. */
    controlGroup: `sandbox-node-${digest}`,
    sockets: {
      /** Leads from the node to the API server. */
      apiServer: join(folder, "api-server.sock"),
      /** An HTTP proxy into the node's network, for the API server. */
      node: join(folder, "node.sock"),
      /** An HTTP proxy into the network beyond the node. */
      external: join(folder, "external.sock"),
    },
  } as const;
}

export type NodeLayout = ReturnType<typeof nodeLayoutOf>;
