import { join } from "node:path";
import { ensureSystem } from "../debian/debian-system";
import { requireNamespaces } from "../debian/requirements";
import type { Report } from "../progress";
import { ensureNodeTools } from "../tools";
import type { NodeTools } from "../toolchain/tool-table";
import { ensureBaseImages } from "./images/base-images";

/** The system that a real node is made from. Nothing of it is installed on the machine itself. */
const nodeSystem = {
  release: "trixie",
  packages: [
    ...["containerd", "runc", "containernetworking-plugins", "nftables", "iproute2"],
    ...["tini", "busybox-static"],
  ],
} as const;

/** What a real node is made from. */
export interface NodeParts {
  readonly tools: NodeTools;
  /** The root folder of its Debian system. */
  readonly system: string;
  /** The archive of the images that every node needs. */
  readonly baseImages: string;
}

/**
 * Makes everything available that a real node is made from; most of it takes time only once.
 * @throws SandboxError where the machine cannot run one, or something can be neither found nor made
 */
export async function ensureNodeParts(root: string, report: Report): Promise<NodeParts> {
  requireNamespaces();
  const tools = await ensureNodeTools({ root, report });
  const system = await ensureSystem(nodeSystem, {
    folder: join(root, ".sandbox", "systems", "node"),
    report,
  });
  return { tools, system, baseImages: await ensureBaseImages({ root, tools, system }) };
}
