import type { LocalWorkspaceOptions, Stack } from "@pulumi/pulumi/automation";
import { deploymentIn } from "./state/state-file";

interface AutomationStackArgs {
  readonly stack: string;
  /** The file that the engine keeps the stack's state in. */
  readonly stateFile: string;
  readonly options: LocalWorkspaceOptions;
}

/**
 * Opens a stack for operations of the engine, without starting the engine for what is known.
 *
 * The SDK starts the engine to select a stack, though every operation names its stack. After an operation it starts
 * the engine twice more, for outputs and history that the events have reported. Each start takes a third of a second,
 * and no option of the SDK leaves one out. A state that is absent or damaged is left to the engine, which makes the
 * stack or refuses.
 */
export async function openAutomationStack({
  stack,
  stateFile,
  options,
}: AutomationStackArgs): Promise<Stack> {
  const automation = await import("@pulumi/pulumi/automation");
  const workspace = await automation.LocalWorkspace.create(options);
  if (deploymentIn(stateFile) !== undefined) {
    workspace.selectStack = () => Promise.resolve();
  }
  const opened = await automation.Stack.createOrSelect(stack, workspace);
  opened.outputs = () => Promise.resolve({});
  opened.info = () => Promise.resolve(undefined);
  return opened;
}
