import { createInterface } from "node:readline/promises";
import { CommandError } from "../errors";

/**
 * Goes on only where somebody at the terminal says yes to a question.
 *
 * @throws CommandError where the answer is another, or nobody can be asked
 */
export async function agree(question: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new CommandError("Nothing was changed: there is nobody to ask. Run this again with --yes.");
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(question).finally(() => terminal.close());
  if (!/^y(es)?$/i.test(answer.trim())) {
    throw new CommandError("Nothing was changed.");
  }
}
