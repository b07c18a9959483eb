import { backupNames } from "../../components/plan/names";
import { playedText } from "../backup/backup";
import { runJob } from "../backup/job-run";
import { manifestHead, manifestRow, manifestsIn } from "../backup/manifest";
import { checkedStack } from "../checked-stack";
import { stackCluster } from "../cluster-access/stack-cluster";
import { CommandError } from "../errors";
import { options, usage } from "./command-line";
import { readOptions } from "../options";
import { print, report } from "../terminal/print";
import { alignedLines } from "../terminal/table";

/** `npm run backups`: which backups there are, and whether they are good. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, context, verify, json } = readOptions(args, { usage, options });
  const checked = checkedStack(root, stack);
  const { namespace } = checked;
  const { kubectl, played } = await stackCluster({ root, checked, context });
  const place = { kubectl, namespace, played, report };
  const step = (variables: Readonly<Record<string, string>>) =>
    runJob({ cronJob: backupNames.restore, variables }, place);
  const manifests = manifestsIn(await step({ STEP: "list" }));
  if (played) {
    print(json ? JSON.stringify({ stack, backups: [], played: true }) : playedText);
    return 0;
  }
  const damaged: string[] = [];
  for (const { id } of verify ? manifests : []) {
    await step({ STEP: "verify", BACKUP_ID: id }).catch((error: unknown) => {
      if (!(error instanceof CommandError)) {
        throw error;
      }
      damaged.push(id);
    });
  }
  if (json) {
    print(JSON.stringify({ stack, backups: manifests, ...(verify ? { damaged } : {}) }));
  } else {
    print(listing(manifests.map(manifestRow), { verify, damaged }));
  }
  return damaged.length === 0 ? 0 : 1;
}

interface Verdict {
  readonly verify: boolean;
  readonly damaged: readonly string[];
}

function listing(rows: readonly (readonly string[])[], { verify, damaged }: Verdict): string {
  if (rows.length === 0) {
    return "There is no finished backup.";
  }
  const verdict = ([id = ""]: readonly string[]) => (damaged.includes(id) ? "DAMAGED" : "good");
  const table = [
    [...manifestHead, ...(verify ? ["checked"] : [])],
    ...rows.map((row) => [...row, ...(verify ? [verdict(row)] : [])]),
  ];
  return alignedLines(table).join("\n");
}
