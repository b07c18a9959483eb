import { checkedStack } from "../checked-stack";
import { stackCluster } from "../cluster-access/stack-cluster";
import { backupNow } from "./backup-now";
import { manifestHead, manifestRow } from "./manifest";
import { options, usage } from "./command-line";
import { readOptions } from "../options";
import { print, report } from "../terminal/print";
import { alignedLines } from "../terminal/table";

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
