import { backupNames } from "../../components/model/names";
import type { CheckedStack } from "../checked-stack";
import type { StackCluster } from "../cluster-access/stack-cluster";
import { CommandError } from "../command-error";
import { runJob } from "./job-run";
import { manifestsIn } from "./manifest";
import type { Manifest } from "./manifest";
import { takeSnapshots } from "./snapshots";

interface BackupNowArgs {
  readonly checked: CheckedStack;
  readonly cluster: StackCluster;
  readonly report: (line: string) => void;
}

/**
 * Makes a backup and waits for it.
 *
 * @returns what it says of itself; undefined in a sandbox whose pods are played
 * @throws CommandError where it fails
 */
export async function backupNow({
  checked: { config, namespace },
  cluster: { kubectl, played },
  report,
}: BackupNowArgs): Promise<Manifest | undefined> {
  const lines = await runJob({ cronJob: backupNames.backup }, { kubectl, namespace, played, report });
  if (played) {
    return undefined;
  }
  const manifest = manifestsIn(lines).at(-1);
  if (manifest === undefined) {
    throw new CommandError(
      "The backup ended well and says nothing of itself: its pod prints another format.",
    );
  }
  const suffix = manifest.id.toLowerCase();
  await takeSnapshots({ kubectl, namespace, config, suffix, report });
  return manifest;
}
