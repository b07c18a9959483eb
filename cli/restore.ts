import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { backupNames } from "../components/model/names";
import { planStack } from "../components/model/plan";
import { playedText } from "./backup";
import { runJob } from "./backup/job-run";
import { manifestHead, manifestRow, manifestsIn } from "./backup/manifest";
import { refuseNewerRelease } from "./backup/release-order";
import { Restoration } from "./backup/restoration";
import { Writers } from "./backup/writers";
import { checkedStack } from "./checked-stack";
import { stackCluster } from "./cluster-access/stack-cluster";
import { CommandError } from "./command-error";
import { readOptions, stackOption } from "./options";
import { print, report } from "./terminal/print";
import { alignedLines } from "./terminal/table";
import { UsageError } from "./usage-error";

const usage = `usage: npm run restore -- (--from ID | --undo | --forget) [--stack NAME] [--context NAME] [--overwrite]

  Puts a backup in the place of a stack's data. It is checked and loaded beside the data in use, which is
  put aside once every row is there. One that was interrupted goes on when it is run again.

  --from ID       the backup; npm run backups lists them
  --undo          take back the last restore, or give up one that was interrupted
  --forget        delete what the last restore put aside
  --stack NAME    the stack; default: dev
  --context NAME  the cluster of this kubeconfig context, with your own Pulumi and kubectl;
                  without it: the sandbox
  --overwrite     do not ask for the stack's name before its data is replaced`;

const options = {
  ...stackOption,
  from: { type: "string" },
  undo: { type: "boolean", default: false },
  forget: { type: "boolean", default: false },
  context: { type: "string" },
  overwrite: { type: "boolean", default: false },
} as const;

/** `npm run restore`: a backup in the place of a stack's data, or back again. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, from, undo, forget, context, overwrite } = readOptions(args, { usage, options });
  if ([from !== undefined, undo, forget].filter(Boolean).length !== 1) {
    throw new UsageError(usage);
  }
  const checked = checkedStack(root, stack);
  const { config, namespace } = checked;
  const { kubectl, played } = await stackCluster({ root, checked, context });
  const plan = planStack({ config, namespace, extraSecrets: {} });
  const step = (variables: Readonly<Record<string, string>>) =>
    runJob({ cronJob: backupNames.restore, variables }, { kubectl, namespace, played, report });
  const restoration = new Restoration({
    step,
    writers: new Writers({ kubectl, plan, report }),
    newRun: () => randomBytes(4).toString("hex"),
    again: `npm run restore -- ${args.join(" ")}`,
    report,
  });
  if (forget) {
    await agree(stack, "What the last restore put aside is deleted for good.", overwrite);
    await restoration.forget();
  } else if (undo) {
    await agree(
      stack,
      "The data from before the last restore takes the place of the data in use.",
      overwrite,
    );
    await restoration.undo();
  } else if (from !== undefined) {
    report(`Looking for backup ${from} …`);
    const manifests = manifestsIn(await step({ STEP: "list" }));
    const manifest = manifests.find(({ id }) => id === from);
    if (manifest === undefined && !played) {
      const known = manifests.map(({ id }) => id).join(", ");
      throw new CommandError(
        `There is no finished backup ${from}. ${known === "" ? "There is none." : `There are ${known}.`} Nothing was changed.`,
      );
    }
    if (manifest !== undefined) {
      print(alignedLines([manifestHead, manifestRow(manifest)]).join("\n"));
      refuseNewerRelease(manifest, config.version);
    }
    await restoration.check(from);
    await agree(stack, `It takes the place of the data of stack ${stack}, which is put aside.`, overwrite);
    await restoration.restore(from);
  }
  print(played ? playedText : "Done.");
  return 0;
}

/** Data is replaced on an explicit yes only: the stack's name, or the option. */
async function agree(stack: string, consequence: string, overwrite: boolean): Promise<void> {
  print(consequence);
  if (overwrite) {
    return;
  }
  if (!process.stdin.isTTY) {
    throw new CommandError("Nothing was changed: there is nobody to ask. Run this again with --overwrite.");
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal
    .question(`Type the name of the stack (${stack}) to go on: `)
    .finally(() => terminal.close());
  if (answer.trim() !== stack) {
    throw new CommandError("Nothing was changed.");
  }
}
