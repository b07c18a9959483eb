import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { SandboxError } from "../sandbox-error";
import { writeChanged } from "../whole-file";
import type { Layout } from "./layout";

const schema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("played") }),
  z.strictObject({
    kind: z.literal("real"),
    /** The folder with archives of the images that pods use. */
    images: z.string(),
  }),
]);

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
 * @throws SandboxError when the cluster has nodes of the other kind, to which its pods are bound
 */
export function chooseNodes(layout: Layout, asked: Nodes | undefined): Nodes {
  const saved = savedNodes(layout);
  if (asked !== undefined && saved !== undefined && asked.kind !== saved.kind) {
    throw new SandboxError(
      `The cluster in ${layout.folder} has nodes that are ${saved.kind}, and pods are bound to them. ` +
        "Delete it first (npm run sandbox -- reset), or start another beside it with --name NAME.",
    );
  }
  const nodes = asked ?? saved ?? { kind: "played" };
  writeChanged(layout.nodes, JSON.stringify(nodes));
  return nodes;
}
