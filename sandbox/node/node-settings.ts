import { readFileSync } from "node:fs";
import { z } from "zod";

const tool = z.string();
const schema = z.strictObject({
  /** The repository's folder. */
  root: z.string(),
  /** The cluster's state folder. */
  clusterFolder: z.string(),
  apiServerPort: z.number().int(),
  /** The root folder of the Debian system that the node is made from. */
  system: z.string(),
  tools: z.strictObject({ kubelet: tool, "kube-proxy": tool }),
  /** Archives of images, brought into the node in this order. */
  archives: z.array(z.string()),
  /** Addresses that the node has beside its own. */
  ownAddresses: z.array(z.string()),
});

/** What the node's processes are told; their command line names the file only. */
export type NodeSettings = Readonly<z.infer<typeof schema>>;

/** Reads the settings from the file that the command line names: `--settings=FILE`. */
export function settingsOfCommandLine(args: readonly string[]): NodeSettings {
  const file = args.find((arg) => arg.startsWith("--settings="))?.slice("--settings=".length) ?? "";
  return schema.parse(JSON.parse(readFileSync(file, "utf8")));
}
