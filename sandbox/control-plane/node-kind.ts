import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { dnsKinds } from "../node/cluster-dns";
import { SandboxError } from "../errors";
import { writeChanged } from "../atomic-write";
import type { Layout } from "./layout";

const schema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("played") }),
  z.strictObject({
    kind: z.literal("real"),
    /** The folder with archives of the images that pods use. */
    images: z.string(),
    /** Where the cluster's DNS is. */
    dns: z.enum(dnsKinds).default("pods"),
  }),
]);

/** What is asked of a cluster's nodes. */
export type NodesAsked = Readonly<z.input<typeof schema>>;

/** What a cluster's nodes are: played by KWOK, where no container runs, or one that runs pods. */
export type Nodes = Readonly<z.infer<typeof schema>>;

/** The nodes that a cluster was started with; undefined before its first start. */
export function savedNodes(layout: Layout): Nodes | undefined {
  if (existsSync(layout.nodes)) {
    return schema.parse(JSON.parse(readFileSync(layout.nodes, "utf8")));
  }
  return existsSync(layout.etcdData) ? { kind: "played" } : undefined;
}

/**
 * Decides what a cluster's nodes are: as asked for, else as at its last start, else played.
 * @throws SandboxError when the cluster has nodes of another kind, to which its pods are bound, or DNS elsewhere
 */
export function chooseNodes(layout: Layout, asked: NodesAsked | undefined): Nodes {
  const saved = savedNodes(layout);
  if (asked !== undefined && saved !== undefined && !isKept(asked, saved)) {
    throw new SandboxError(
      `The cluster in ${layout.folder} has nodes that are ${described(saved)}, and pods are bound to them. ` +
        "Delete it first (npm run sandbox -- reset), or start another beside it with --name NAME.",
    );
  }
  // What is asked without saying where DNS is, leaves it where it is.
  const nodes = schema.parse({ ...saved, ...(asked ?? (saved === undefined ? { kind: "played" } : {})) });
  writeChanged(layout.nodes, JSON.stringify(nodes));
  return nodes;
}

function isKept(asked: NodesAsked, saved: Nodes): boolean {
  return asked.kind === "real" && saved.kind === "real"
    ? asked.dns === undefined || asked.dns === saved.dns
    : asked.kind === saved.kind;
}

function described(nodes: Nodes): string {
  return nodes.kind === "real" && nodes.dns !== "pods" ? `real with --dns ${nodes.dns}` : nodes.kind;
}
