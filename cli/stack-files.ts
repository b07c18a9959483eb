import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { refusalReport } from "./change-report/markdown";
import { CommandError } from "./command-error";
import { readOptions } from "./options";
import { proposedStack } from "./proposal/proposed-stack";
import { readStackFile } from "./stack-file";
import { report } from "./terminal/print";
import { UsageError } from "./usage-error";

const usage = `usage: npm run stack-files -- --stack NAME --from FOLDER [--markdown FILE]

  Takes the file of a stack, and the overlays that it names, from another checkout, so that this one's program
  previews what the other one says. Nothing of the other one runs. Only data is taken: no link, no file elsewhere,
  and nothing that names a program, a cluster, a cloud account or a key.

  --stack NAME      the stack
  --from FOLDER     the other checkout
  --markdown FILE   where it is refused, write why`;

const options = {
  stack: { type: "string" },
  from: { type: "string" },
  markdown: { type: "string" },
} as const;

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
