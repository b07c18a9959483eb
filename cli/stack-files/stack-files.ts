import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { refusalReport } from "../change-report/markdown";
import { CommandError, UsageError } from "../errors";
import { options, usage } from "./command-line";
import { readOptions } from "../options";
import { proposedStack } from "./proposed-stack";
import { readStackFile } from "../stack-file";
import { report } from "../terminal/print";

const wayOn =
  "This is no plain data, so the program in use cannot preview it: whoever may approve it looks at the change and " +
  "runs the preview of the pull request's own code (docs/gitops.md).";

/** `npm run stack-files`: takes a pull request's stack file over, to preview it with the program in use. */
export async function run(args: readonly string[], root: string): Promise<number> {
  const { stack, from, markdown } = readOptions(args, { usage, options });
  if (stack === undefined || from === undefined) {
    throw new UsageError(usage);
  }
  const folder = resolve(root, from);
  if (!existsSync(folder) || folder === resolve(root)) {
    throw new CommandError(`${from} is no other checkout. Give its folder with --from.`);
  }
  const { files, refusals } = proposedStack({ root, from: folder }, readStackFile(root, stack));
  if (refusals.length > 0) {
    const reason = [`The stack file of the other checkout is not taken over:`, ...refusals, wayOn].join("\n");
    if (markdown !== undefined) {
      writeFileSync(markdown, refusalReport(stack, reason));
    }
    throw new CommandError(reason);
  }
  for (const [path, content] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    // JSON is YAML that every parser reads alike.
    writeFileSync(join(root, path), `${JSON.stringify(content, undefined, 2)}\n`);
    report(`Took ${path} over.`);
  }
  if (files.length === 0) {
    report(`Stack ${stack} says the same in both.`);
  }
  return 0;
}
