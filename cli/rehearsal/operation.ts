import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import type { EngineStep } from "../change-report/planned-step";
import { stepsOfEvents } from "../change-report/engine-events";
import { withConfigLines } from "../config/config-lines";
import { pathWith, type PolicyPack } from "../official/policy-pack";
import { EngineProgress, type EngineResult } from "../terminal/engine-progress";
import type { StackFile } from "../stack-file";
import { StoppedError } from "../errors";
import type { Paths } from "../paths";
import { watchInterruptions } from "./interruption";
import { KeptState } from "./state/kept-state";
import { protectedResources, refuseProtected } from "./state/protection";
import {
  finishPending,
  noteUnanswered,
  pendingOperations,
  takeOver,
  unansweredFile,
} from "./state/pending-operations";
import { programStack, stateStack, type Rehearsal } from "./workspace";
import { explainFailure } from "./failure";

/** How an update makes good what somebody did to the cluster by hand. */
export interface Repair {
  /** Looks first at what there is, so that what was deleted is made again. */
  readonly refresh: boolean;
  /** Takes over objects that exist already and fields that others have set. */
  readonly takeOver: boolean;
}

interface OperationArgs {
  readonly rehearsal: Rehearsal;
  readonly paths: Paths;
  readonly file: StackFile;
  readonly print: (line: string) => void;
  /** Rules that the stack has to keep; a broken one stops the operation. */
  readonly policies?: PolicyPack | undefined;
}

/** A stack in the sandbox, and how it is updated. */
export interface UpdateArgs extends OperationArgs {
  /** @default as the state has it */
  readonly repair?: Repair;
}

/**
 * Updates the stack, finishing what an update that was killed began.
 *
 * @param secrets whether the values of secret outputs are asked for, which takes the engine a moment
 */
export async function update(
  { rehearsal, paths, file, print, policies, repair }: UpdateArgs,
  secrets: "show" | "mask",
): Promise<EngineResult> {
  const stack = await guarded("open the state", () =>
    programStack(rehearsal, { root: paths.root, stack: file.stack }),
  );
  if (repair?.takeOver === true) {
    stack.workspace.envVars = { ...stack.workspace.envVars, ...takeOver };
  }
  const refresh = repair?.refresh ?? false;
  const progress = new EngineProgress({ print, preview: false, located: locatorOf(paths, file) });
  const note = unansweredFile(paths.projectFolder, file.stack);
  const path = rehearsal.stateFile;
  await cancellable({ progress, state: new KeptState(path) }, (signal) => {
    const takeOverFirst = async (): Promise<void> => {
      const { takeOverBegun } = await import("./state/unfinished-creations");
      const { accountsFolder } = paths;
      const begun = { stack: await stateStack(rehearsal, file.stack), accountsFolder };
      await takeOverBegun({ ...begun, objects: "auto-named", signal });
    };
    const state = { stack, file: path, unansweredFile: note, takeOverFirst };
    return finishPending(state, () =>
      stack.up({
        ...policyOptions(stack, policies),
        refresh,
        onEvent: progress.take,
        signal,
        color: "never",
      }),
    ).catch((error: unknown) => {
      noteUnanswered(note, progress.result().errors);
      throw error;
    });
  });
  return secrets === "mask"
    ? progress.result()
    : { ...progress.result(), outputs: await stack.workspace.stackOutputs(file.stack) };
}

/** What an update would do, resource by resource. */
export interface PreviewResult extends EngineResult {
  readonly steps: readonly EngineStep[];
}

/** Shows what an update would change. */
export async function previewUpdate({
  rehearsal,
  paths,
  file,
  print,
  policies,
}: OperationArgs): Promise<PreviewResult> {
  const stack = await guarded("open the state", () =>
    programStack(rehearsal, { root: paths.root, stack: file.stack }),
  );
  const progress = new EngineProgress({ print, preview: true, located: locatorOf(paths, file) });
  const events: EngineEvent[] = [];
  const onEvent = (event: EngineEvent): void => {
    events.push(event);
    progress.take(event);
  };
  const options = { ...policyOptions(stack, policies), onEvent, color: "never" } as const;
  const state = new KeptState(rehearsal.stateFile);
  await cancellable({ progress, state }, (signal) => stack.preview({ ...options, signal }));
  return { ...progress.result(), steps: stepsOfEvents(events) };
}

/**
 * Destroys the stack and forgets it.
 *
 * @throws CommandError before anything is touched, when resources of it are protected
 */
export async function destroy({ rehearsal, paths, file, print }: OperationArgs): Promise<EngineResult> {
  const stack = await guarded("open the state", () => stateStack(rehearsal, file.stack));
  const path = rehearsal.stateFile;
  refuseProtected(file.stack, await protectedResources(stack, path));
  const progress = new EngineProgress({ print, preview: false });
  await cancellable({ progress, state: new KeptState(path) }, async (signal) => {
    if (pendingOperations(path) > 0) {
      // What a killed update had begun may exist, and would be left for ever.
      const { takeOverBegun } = await import("./state/unfinished-creations");
      await takeOverBegun({ stack, accountsFolder: paths.accountsFolder, objects: "all", signal });
    }
    return stack.destroy({ onEvent: progress.take, signal, color: "never" });
  });
  await stack.workspace.removeStack(file.stack);
  return progress.result();
}

/** Finds where a stack's file sets what a broken rule names. */
function locatorOf({ root }: Paths, { name }: StackFile): (message: string) => string {
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
  { progress, state }: { readonly progress: EngineProgress; readonly state: KeptState },
  operate: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { signal, happened, stopWatching } = watchInterruptions();
  try {
    return await operate(signal);
  } catch (error) {
    await state.restore(signal);
    if (happened()) {
      throw new StoppedError("Stopped. The state is kept; run the command again to go on.");
    }
    throw explainFailure(error, progress.result());
  } finally {
    state.stop();
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
