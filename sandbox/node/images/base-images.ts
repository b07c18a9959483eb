import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { recipeFor } from "../../toolchain/recipe";
import type { NodeTools } from "../../toolchain/tool-table";
import { showVersion } from "../../toolchain/version";
import { writeAtomically } from "../../atomic-write";
import { writeArchive, type ImageRecipe } from "./image-archive";

/** The image that holds the namespaces of every pod. */
export const pauseImage = "localhost/pause:1";

/** The image of cluster DNS, of the version that sandbox/tools pins. */
export function dnsImage(root: string): string {
  return `localhost/coredns:${showVersion(recipeFor(root, "coredns").version)}`;
}

export interface BaseImagesOptions {
  readonly root: string;
  readonly tools: NodeTools;
  /** The root folder of the node's Debian system. */
  readonly system: string;
}

/** Makes the archive of the images that every node needs, once, and returns its path. */
export async function ensureBaseImages({ root, tools, system }: BaseImagesOptions): Promise<string> {
  const folder = join(root, ".sandbox", "node");
  const [archive, recipe] = [join(folder, "base-images.tar"), join(folder, "base-images.json")];
  const images: readonly ImageRecipe[] = [
    {
      reference: pauseImage,
      files: { "/tini": join(system, "usr/bin/tini-static"), "/busybox": join(system, "usr/bin/busybox") },
      // It also takes over the orphans of a pod whose containers share their process ids.
      config: { entrypoint: ["/tini", "-s", "--", "/busybox", "sleep", "infinity"] },
    },
    { reference: dnsImage(root), files: { "/coredns": tools.coredns }, config: { entrypoint: ["/coredns"] } },
  ];
  const made = JSON.stringify([images, recipeFor(root, "coredns").stamp]);
  if (!existsSync(archive) || !existsSync(recipe) || readFileSync(recipe, "utf8") !== made) {
    await writeArchive({ umoci: tools.umoci, archive, images });
    writeAtomically(recipe, made);
  }
  return archive;
}
