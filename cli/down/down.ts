import { options, usage } from "./command-line";
import { runOfficial } from "../official/official-stack";
import { readOptions } from "../options";
import { destroy } from "../rehearsal/operation";
import { removeStackCopy } from "../rehearsal/project-copy";
import { prepareRehearsal } from "../rehearsal/workspace";
import { readStackFile } from "../stack-file";
import { print, report } from "../terminal/print";
import { pathsOf } from "../paths";

/** `npm run down`: destroys a stack; what is protected is named and kept. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const chosen = readOptions(args, { usage, options });
  const file = readStackFile(root, chosen.stack);
  if (chosen.context !== undefined) {
    return runOfficial("destroy", { root, file, context: chosen.context, chosen });
  }
  const paths = pathsOf(root);
  const rehearsal = await prepareRehearsal({ paths, file, report });
  const { changes } = await destroy({ rehearsal, paths, file, print });
  removeStackCopy(paths.projectFolder, file);
  print(`\nStack ${chosen.stack} is down: ${changes.delete ?? 0} deleted, nothing of it is left.`);
  print(
    `Next:\n  bring it up again   npm run up -- --stack ${chosen.stack}\n  stop the sandbox    npm run sandbox -- stop`,
  );
  return 0;
}
