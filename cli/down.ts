import { runOfficial } from "./official";
import { readOptions, stackOption } from "./options";
import { destroy } from "./rehearsal/operation";
import { removeStackCopy } from "./rehearsal/project-copy";
import { prepareRehearsal } from "./rehearsal/workspace";
import { readStackFile } from "./stack-file";
import { print, report } from "./terminal/print";
import { workplaceOf } from "./workplace";

const usage = `usage: npm run down -- [--stack NAME] [--context NAME [--yes]]

  --stack NAME      the stack; default: dev
  --context NAME    destroy what runs on the cluster of this kubeconfig context, with your own Pulumi;
                    without it: in the sandbox
  --yes             with --context: do not ask`;

const options = {
  ...stackOption,
  context: { type: "string" },
  yes: { type: "boolean", default: false },
} as const;

/** `npm run down`: destroys a stack; what is protected is named and kept. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const chosen = readOptions(args, { usage, options });
  const file = readStackFile(root, chosen.stack);
  if (chosen.context !== undefined) {
    return runOfficial("destroy", { root, file, context: chosen.context, chosen });
  }
  const workplace = workplaceOf(root);
  const rehearsal = await prepareRehearsal({ workplace, file, report });
  const { changes } = await destroy({ rehearsal, workplace, file, print });
  removeStackCopy(workplace.projectFolder, file);
  print(`\nStack ${chosen.stack} is down: ${changes.delete ?? 0} deleted, nothing of it is left.`);
  print(
    `Next:\n  bring it up again   npm run up -- --stack ${chosen.stack}\n  stop the sandbox    npm run sandbox -- stop`,
  );
  return 0;
}
