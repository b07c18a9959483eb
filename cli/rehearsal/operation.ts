import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { ToldStep } from "../change-report/planned-step";
import { stepsOfEvents } from "../change-report/told-steps";
import { CommandError } from "../command-error";
import { EngineProgress } from "../terminal/engine-progress";
import type { EngineResult } from "../terminal/engine-progress";
import type { StackFile } from "../stack-file";
import type { Workplace } from "../workplace";
import { EventLog } from "./event-log";
import { watchInterruptions } from "./interruption";
import { protectedResources, refuseProtected } from "./protection";
import { finishPending, stateFile } from "./pending";
import { programStack, stateStack } from "./workspace";
import type { Rehearsal } from "./workspace";
import { explainFailure } from "./failure";

interface OperationArgs {
  readonly rehearsal: Rehearsal;
  readonly workplace: Workplace;
  readonly file: StackFile;
  readonly print: (line: string) => void;
}

/**
 * Updates the stack, finishing what an update that was killed began.
 *
 * @param secrets whether the values of secret outputs are asked for, which takes the engine a moment
 */
export async function update(
  { rehearsal, workplace, file, print }: OperationArgs,
  secrets: "show" | "mask",
): Promise<EngineResult> {
  const stack = await guarded("open the state", () =>
    programStack(rehearsal, { root: workplace.root, stack: file.stack }),
  );
  const progress = new EngineProgress({ print, preview: false });
  const state = { stack, file: stateFile(workplace, file.stack) };
  await cancellable(progress, (signal) =>
    finishPending(state, () => stack.up({ onEvent: progress.take, signal, color: "never" })),
  );
  return secrets === "mask"
    ? progress.result()
    : { ...progress.result(), outputs: await stack.workspace.stackOutputs(file.stack) };
}

/** What an update would do, resource by resource. */
export interface PreviewResult extends EngineResult {
  readonly steps: readonly ToldStep[];
}

/** Shows what an update would change. */
export async function previewUpdate({
  rehearsal,
  workplace,
  file,
  print,
}: OperationArgs): Promise<PreviewResult> {
  const stack = await guarded("open the state", () =>
    programStack(rehearsal, { root: workplace.root, stack: file.stack }),
  );
  const progress = new EngineProgress({ print, preview: true });
  const log = new EventLog(rehearsal.command);
  const onEvent = (event: EngineEvent): void => {
    log.take(event);
    progress.take(event);
  };
  await cancellable(progress, (signal) => stack.preview({ onEvent, signal, color: "never" }));
  return { ...progress.result(), steps: stepsOfEvents(log.events()) };
}

/**
 * Destroys the stack and forgets it.
 *
 * @throws CommandError before anything is touched, when resources of it are protected
 */
export async function destroy({ rehearsal, file, print }: OperationArgs): Promise<EngineResult> {
  const stack = await guarded("open the state", () => stateStack(rehearsal, file.stack));
  refuseProtected(file.stack, await protectedResources(stack));
  const progress = new EngineProgress({ print, preview: false });
  await cancellable(progress, (signal) => stack.destroy({ onEvent: progress.take, signal, color: "never" }));
  await stack.workspace.removeStack(file.stack);
  return progress.result();
}

/** Runs an operation of the engine; the first interruption ends it in order, with what is under way. */
async function cancellable<Result>(
  progress: EngineProgress,
  operate: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { signal, happened, stopWatching } = watchInterruptions();
  try {
    return await operate(signal);
  } catch (error) {
    if (happened()) {
      throw new CommandError("Stopped. The state is kept; run the command again to go on.");
    }
    throw explainFailure(error, progress.result());
  } finally {
    stopWatching();
  }
}

async function guarded<Result>(purpose: string, operate: () => Promise<Result>): Promise<Result> {
  try {
    return await operate();
  } catch (error) {
    throw explainFailure(error, { changes: {}, errors: [], warnings: [], outputs: {} }, purpose);
  }
}
