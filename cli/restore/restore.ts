import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { backupNames } from "../../components/plan/names";
import { planStack } from "../../components/plan/plan";
import { playedText } from "../backup/backup";
import { runJob } from "../backup/job-run";
import { manifestHead, manifestRow, manifestsIn } from "../backup/manifest";
import { refuseNewerRelease } from "../backup/release-order";
import { Restoration } from "../backup/restoration";
import { Writers } from "../backup/scaled-down";
import { checkedStack } from "../checked-stack";
import { stackCluster } from "../cluster-access/stack-cluster";
import { CommandError, UsageError } from "../errors";
import { options, usage } from "./command-line";
import { readOptions } from "../options";
import { print, report } from "../terminal/print";
import { alignedLines } from "../terminal/table";

type Chosen = ReturnType<typeof chosenOptions>;

function chosenOptions(args: readonly string[]) {
  const chosen = readOptions(args, { usage, options });
  const { from, start, undo, forget } = chosen;
  if ([from !== undefined, start, undo, forget].filter(Boolean).length !== 1) {
    throw new UsageError(usage);
  }
  if (chosen["stay-stopped"] && from === undefined) {
    throw new UsageError(`--stay-stopped needs --from ID\n\n${usage}`);
  }
  return chosen;
}

/** `npm run restore`: a backup in the place of a stack's data, or back again. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const chosen = chosenOptions(args);
  const { stack, context, json } = chosen;
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
    stayStopped: chosen["stay-stopped"],
  });
  const done = await carriedOut(chosen, { restoration, step, played, version: config.version });
  if (json) {
    print(JSON.stringify({ stack, done, ...(chosen.from && { backup: chosen.from }), played }));
  } else {
    print(played ? playedText : "Done.");
  }
  return 0;
}

interface Tools {
  readonly restoration: Restoration;
  readonly step: (variables: Readonly<Record<string, string>>) => Promise<readonly string[]>;
  readonly played: boolean;
  /** The release of OpenOps that the stack has. */
  readonly version: string;
}

/** Does what was chosen, once somebody has agreed; returns a word for what that was. */
async function carriedOut(chosen: Chosen, tools: Tools): Promise<string> {
  const { restoration } = tools;
  if (chosen.start) {
    await restoration.start();
    return "started";
  }
  if (chosen.forget) {
    await agree(chosen, "What the last restore put aside is deleted for good.");
    await restoration.forget();
    return "forgotten";
  }
  if (chosen.undo) {
    await agree(chosen, "The data from before the last restore takes the place of the data in use.");
    await restoration.undo();
    return "undone";
  }
  await restored(chosen, tools);
  return chosen["stay-stopped"] ? "restored and stopped" : "restored";
}

async function restored(chosen: Chosen, { restoration, step, played, version }: Tools): Promise<void> {
  const { from = "", stack } = chosen;
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
    const say = chosen.json ? report : print;
    say(alignedLines([manifestHead, manifestRow(manifest)]).join("\n"));
    refuseNewerRelease(manifest, version);
  }
  await restoration.check(from);
  await agree(chosen, `It takes the place of the data of stack ${stack}, which is put aside.`);
  await restoration.restore(from);
}

/** Data is replaced on an explicit yes only: the stack's name, or the option. */
async function agree({ stack, overwrite, json }: Chosen, consequence: string): Promise<void> {
  const say = json ? report : print;
  say(consequence);
  if (overwrite) {
    return;
  }
  if (!process.stdin.isTTY) {
    throw new CommandError("Nothing was changed: there is nobody to ask. Run this again with --overwrite.");
  }
  const terminal = createInterface({ input: process.stdin, output: json ? process.stderr : process.stdout });
  const answer = await terminal
    .question(`Type the name of the stack (${stack}) to go on: `)
    .finally(() => terminal.close());
  if (answer.trim() !== stack) {
    throw new CommandError("Nothing was changed.");
  }
}
