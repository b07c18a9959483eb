import type { CheckedStack } from "../checked-stack";
import { checkOfficial } from "../official/official-stack";
import { prepareRehearsal } from "../rehearsal/workspace";
import { report } from "../terminal/print";
import { pathsOf } from "../paths";
import type { EngineStack } from "./engine-stack";
import { OfficialStack } from "./official-stack";
import { RehearsedStack } from "./rehearsed-stack";

interface OpenArgs {
  readonly root: string;
  readonly checked: CheckedStack;
  /** The kubeconfig context of the stack's cluster; without it the stack in the sandbox is meant. */
  readonly context: string | undefined;
  /** Update without asking after the preview. */
  readonly agreed?: boolean;
}

/**
 * Opens a stack where it is: with a context in the user's own backend, else in the sandbox.
 *
 * @throws CommandError where that cannot be
 */
export async function openStack({
  root,
  checked: { file },
  context,
  agreed = false,
}: OpenArgs): Promise<EngineStack> {
  if (context !== undefined) {
    checkOfficial({ root, file, context });
    return new OfficialStack({ root, stack: file.stack, context, agreed });
  }
  const paths = pathsOf(root);
  return new RehearsedStack({
    rehearsal: await prepareRehearsal({ paths, file, report }),
    paths,
    file,
  });
}
