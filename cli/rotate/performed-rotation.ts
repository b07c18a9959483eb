import { CommandError } from "../errors";
import type { EngineStack } from "../stack-access/engine-stack";
import type { ConfigChange, RotationStep } from "./rotation-step";

interface PerformArgs {
  readonly access: EngineStack;
  /** The new value of the secret. */
  readonly value: string;
  readonly print: (line: string) => void;
  /** The command that goes on with a rotation that was interrupted. */
  readonly again: string;
}

/**
 * Takes the steps of a rotation, each with its update.
 *
 * @throws CommandError that says how to go on, where one does not finish
 */
export async function perform(steps: readonly RotationStep[], args: PerformArgs): Promise<void> {
  for (const [index, { text, changes }] of steps.entries()) {
    const title = `Step ${index + 1} of ${steps.length}`;
    args.print(`\n${title}: ${text}`);
    for (const change of changes) {
      await apply(change, args);
    }
    try {
      await args.access.update();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const last = index === steps.length - 1;
      throw new CommandError(
        `${reason}\n${title} did not finish; its configuration is set in ${args.access.place}. ` +
          `Fix the cause, then ${last ? "update the stack: that is all that is left" : `go on: ${args.again}`}.`,
      );
    }
  }
}

async function apply(change: ConfigChange, { access, value }: PerformArgs): Promise<void> {
  switch (change.kind) {
    case "set-secret":
      return access.setSecret(change.key, value);
    case "set":
      return access.setValue(change.path, change.value);
    case "remove":
      return access.remove(change.path);
  }
}
