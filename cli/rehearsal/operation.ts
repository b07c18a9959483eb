import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import type { ToldStep } from "../change-report/planned-step";
import { stepsOfEvents } from "../change-report/told-steps";
import { withConfigLines } from "../config-lines";
import { CommandError } from "../command-error";
import { pathWith } from "../policy-pack";
import type { PolicyPack } from "../policy-pack";
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
  /** Rules that the stack has to keep; a broken one stops the operation. */
  readonly policies?: PolicyPack | undefined;
}

/**
 * Updates the stack, finishing what an update that was killed began.
 *
 * @param secrets whether the values of secret outputs are asked for, which takes the engine a moment
 */
export async function update(
  { rehearsal, workplace, file, print, policies }: OperationArgs,
  secrets: "show" | "mask",
): Promise<EngineResult> {
  const stack = await guarded("open the state", () =>
    programStack(rehearsal, { root: workplace.root, stack: file.stack }),
  );
  const progress = new EngineProgress({ print, preview: false, located: locatorOf(workplace, file) });
  await cancellable(progress, (signal) => {
    const takeOverFromClouds = async (): Promise<void> => {
      const { takeOverBegun } = await import("./begun-in-clouds");
      const { accountsFolder } = workplace;
      await takeOverBegun({ stack: await stateStack(rehearsal, file.stack), accountsFolder, signal });
    };
    const state = { stack, file: stateFile(workplace, file.stack), takeOverFromClouds };
    return finishPending(state, () =>
      stack.up({ ...policyOptions(stack, policies), onEvent: progress.take, signal, color: "never" }),
    );
  });
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
  policies,
}: OperationArgs): Promise<PreviewResult> {
  const stack = await guarded("open the state", () =>
    programStack(rehearsal, { root: workplace.root, stack: file.stack }),
  );
  const progress = new EngineProgress({ print, preview: true, located: locatorOf(workplace, file) });
  const log = new EventLog(rehearsal.command);
  const onEvent = (event: EngineEvent): void => {
    log.take(event);
    progress.take(event);
  };
  const options = { ...policyOptions(stack, policies), onEvent, color: "never" } as const;
  await cancellable(progress, (signal) => stack.preview({ ...options, signal }));
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

/** Finds where a stack's file sets what a broken rule names. */
function locatorOf({ root }: Workplace, { name }: StackFile): (message: string) => string {
  return (message) => withConfigLines(message, { name, text: readFileSync(join(root, name), "utf8") });
}

/** Has an operation of the engine keep the rules of a policy pack. */
function policyOptions(stack: Stack, policies: PolicyPack | undefined) {
  if (policies === undefined) {
    return {};
  }
  stack.workspace.envVars = { ...stack.workspace.envVars, PATH: pathWith(policies) };
  return { policyPacks: [policies.folder], policyPackConfigs: [policies.configFile] };
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
