import { CommandError, StoppedError } from "../errors";
import type { EngineStack } from "../stack-access/engine-stack";
import type { SignInOutcome } from "./admin-sign-in";
import type { ConfigChange, RotationStep } from "./rotation-step";

interface PerformArgs {
  readonly access: EngineStack;
  /** The new value of the secret. */
  readonly value: string;
  readonly print: (line: string) => void;
  /** The command that goes on with a rotation that was interrupted. */
  readonly again: string;
  /** How to see whether a service takes the new value, where it may not. */
  readonly trial?: Trial | undefined;
}

/** How a new value is tried, and undone where a service refuses it. */
export interface Trial {
  readonly attempt: () => Promise<SignInOutcome>;
  /** Gives the configuration the value from before. */
  readonly undo: () => Promise<void>;
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
    const last = index === steps.length - 1;
    const failure = await args.access.update().then(() => undefined, asError);
    if (last && args.trial !== undefined && !(failure instanceof StoppedError)) {
      args.print(failure?.message ?? "Signing in …");
      await tryOut(args.trial, args);
    }
    if (failure !== undefined) {
      throw new CommandError(
        `${failure.message}\n${title} did not finish; its configuration is set in ${args.access.place}. ` +
          `Fix the cause, then ${last ? "update the stack: that is all that is left" : `go on: ${args.again}`}.`,
      );
    }
  }
}

/** Tries the new value, whether or not the update finished; where it is refused, the value from before comes back. */
async function tryOut({ attempt, undo }: Trial, { access, print }: PerformArgs): Promise<void> {
  const outcome = await attempt();
  switch (outcome.kind) {
    case "taken":
      return print("The admin signs in.");
    case "untried":
      return print(`No sign-in could be tried (${outcome.reason}): try one yourself.`);
    case "refused": {
      print(`The admin's sign-in is refused (${outcome.reason}): the value from before comes back.`);
      await undo();
      const failure = await access.update().then(() => undefined, asError);
      const now = await attempt();
      throw new CommandError(
        [
          `The new value is not taken: ${outcome.reason}. The value from before is set again in ${access.place}` +
            (failure === undefined
              ? " and the stack is updated."
              : `, and the update failed: ${failure.message}`),
          now.kind === "taken"
            ? "The admin signs in with it."
            : `The admin does not sign in with it yet (${now.reason}): update the stack, then look with npm run smoke.`,
        ].join("\n"),
      );
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
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
