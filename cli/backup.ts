import { checkedStack } from "./checked-stack";
import { stackCluster } from "./cluster-access/stack-cluster";
import { backupNow } from "./backup/backup-now";
import { manifestHead, manifestRow } from "./backup/manifest";
import { readOptions, stackOption } from "./options";
import { print, report } from "./terminal/print";
import { alignedLines } from "./terminal/table";

const usage = `usage: npm run backup -- [--stack NAME] [--context NAME] [--json]

  Makes a backup now, as the scheduled ones are, and waits for it; with snapshots of the volumes
  where backup.volumeSnapshotClass is set.

  --stack NAME    the stack; default: dev
  --context NAME  the cluster of this kubeconfig context, with your own Pulumi and kubectl;
                  without it: the sandbox
  --json          the manifest instead of a table`;

const options = {
  ...stackOption,
  context: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** What is said where no pod runs. */
export const playedText =
  "The cluster took the Job. Pods are played in this sandbox, so nothing was done; with a real node it is: npm run sandbox -- start --nodes real";

/** `npm run backup`: a backup now. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, context, json } = readOptions(args, { usage, options });
  const checked = checkedStack(root, stack);
  const cluster = await stackCluster({ root, checked, context });
  report(`Backing up stack ${stack} …`);
  const manifest = await backupNow({ checked, cluster, report });
  if (manifest === undefined) {
    print(json ? JSON.stringify({ stack, played: true }) : playedText);
    return 0;
  }
  print(json ? JSON.stringify(manifest) : alignedLines([manifestHead, manifestRow(manifest)]).join("\n"));
  return 0;
}
