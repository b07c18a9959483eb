import { checkedStack } from "./checked-stack";
import { runOfficial } from "./official";
import { readOptions, stackOption } from "./options";
import { previewUpdate } from "./rehearsal/operation";
import { prepareRehearsal } from "./rehearsal/workspace";
import { print, report } from "./terminal/print";
import { changeCount, changesText } from "./terminal/summary";
import { showWarnings } from "./terminal/warnings";
import { workplaceOf } from "./workplace";

const usage = `usage: npm run preview -- [--stack NAME] [--context NAME] [--json]

  --stack NAME      the stack; default: dev
  --context NAME    compare with the cluster of this kubeconfig context, with your own Pulumi;
                    without it: with the sandbox
  --json            one JSON object at the end`;

const options = {
  ...stackOption,
  context: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** `npm run preview`: shows what an update would change. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const chosen = readOptions(args, { usage, options });
  const { file } = checkedStack(root, chosen.stack);
  if (chosen.context !== undefined) {
    return runOfficial("preview", { root, file, context: chosen.context, chosen: {} });
  }
  const workplace = workplaceOf(root);
  const rehearsal = await prepareRehearsal({ workplace, file, report });
  const result = await previewUpdate({ rehearsal, workplace, file, print: chosen.json ? report : print });
  if (chosen.json) {
    print(JSON.stringify({ stack: chosen.stack, changes: result.changes }));
    return 0;
  }
  showWarnings(result.warnings);
  print(
    changeCount(result.changes) === 0
      ? `No changes: stack ${chosen.stack} is as configured.`
      : `\nAn update would make these changes (${changesText(result.changes)}).\nNext:\n  npm run up -- --stack ${chosen.stack}`,
  );
  return 0;
}
