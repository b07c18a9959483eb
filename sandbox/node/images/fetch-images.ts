import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { secondsSince, type Report } from "../../progress";
import { ensureProgram } from "../../debian/ensure-program";
import { runProgram } from "../../processes/run-program";
import { SandboxError } from "../../errors";

/** The file of an image's archive: of `nginx:1.30.7` it is `nginx_1.30.7.tar`. */
export function archiveName(reference: string): string {
  return `${reference.replaceAll(/[/:@]/g, "_")}.tar`;
}

export interface FetchOptions {
  /** Images as pods name them: `nginx:1.30.7`. */
  readonly references: readonly string[];
  /** Where the archives go; those that are there already stay as they are. */
  readonly folder: string;
  readonly report: Report;
}

/**
 * Brings images from their registries into a folder of archives, from which a real node takes them: the node
 * itself has no way out. Credentials are those of `skopeo login`.
 * @throws SandboxError naming the image that cannot be brought, with the reason
 */
export async function fetchImages({ references, folder, report }: FetchOptions): Promise<void> {
  const byDigest = references.filter((reference) => reference.includes("@"));
  if (byDigest.length > 0) {
    throw new SandboxError(
      `An archive has tags only, so these images cannot be brought by their digests: ${byDigest.join(", ")}.`,
    );
  }
  mkdirSync(folder, { recursive: true });
  const missing = references.filter((reference) => !existsSync(join(folder, archiveName(reference))));
  if (missing.length > 0) {
    await ensureProgram("skopeo", report);
  }
  for (const reference of missing) {
    const startedMs = Date.now();
    const archive = join(folder, archiveName(reference));
    // Nobody takes a file of another ending for a whole archive.
    const draft = `${archive}.${process.pid}`;
    try {
      await runProgram(
        "skopeo",
        ["copy", "--quiet", `docker://${reference}`, `docker-archive:${draft}:${reference}`],
        `The image ${reference} could not be brought. Where its registry cannot be reached, put an archive of it into ${folder}`,
      );
      renameSync(draft, archive);
    } finally {
      rmSync(draft, { force: true });
    }
    report(`Brought ${reference} (${secondsSince(startedMs)}).`);
  }
}
