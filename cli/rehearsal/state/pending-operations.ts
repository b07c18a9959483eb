import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation";
import { report } from "../../terminal/print";
import { deploymentIn, deploymentSchema } from "./state-file";

/** A stack with the file its state is in. */
interface StackState {
  readonly stack: Stack;
  /** Set where the last update lost its connection to the cluster: it may have made objects that the state does not know. */
  readonly unansweredFile: string;
  readonly file: string;
  /** Takes over what an update would not find by itself. */
  readonly takeOverFirst: () => Promise<void>;
}

/** Where a rehearsal notes that a stack's last update lost its connection. */
export function unansweredFile(projectFolder: string, stack: string): string {
  return join(projectFolder, `unanswered.${stack}`);
}

/**
 * Lets one run take over objects that exist without being in the state, and fields that others have set,
 * those of a first attempt included; both are variables of the official plugin.
 */
export const takeOver = {
  PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true",
  PULUMI_K8S_ENABLE_PATCH_FORCE: "true",
} as const;

/**
 * Runs an operation so that it finishes what an update that was killed had begun: the engine had noted
 * it as pending, and the object may or may not have been made.
 */
export async function finishPending<Result>(
  { stack, file, unansweredFile, takeOverFirst }: StackState,
  operate: () => Promise<Result>,
): Promise<Result> {
  const pending = pendingOperations(file);
  const unanswered = existsSync(unansweredFile);
  if (pending === 0 && !unanswered) {
    return operate();
  }
  if (pending > 0) {
    report(`Finishing ${pending} operations that a killed command had begun`);
    await takeOverFirst();
  }
  if (unanswered) {
    report("Taking over what the last update may have made without an answer");
  }
  stack.workspace.envVars = { ...stack.workspace.envVars, ...takeOver };
  const result = await operate();
  await forgetPending(stack);
  rmSync(unansweredFile, { force: true });
  return result;
}

/** Whether requests may have been carried out of which the engine never heard. */
const lostAnswer = /ECONNRESET|socket hang up|connection error|request timed out|unreachable|cut off/;

/** Notes that the last update lost its connection, for the next one. */
export function noteUnanswered(unansweredFile: string, errors: readonly string[]): void {
  if (errors.some((error) => lostAnswer.test(error))) {
    writeFileSync(unansweredFile, "");
  }
}

/** How many operations a killed command had begun, as the state's file has it. */
export function pendingOperations(file: string): number {
  return deploymentIn(file)?.pending_operations?.length ?? 0;
}

/** The engine keeps the notes until a refresh; what they stood for is in the state by now. */
async function forgetPending(stack: Stack): Promise<void> {
  const state = await stack.exportStack();
  const parsed = deploymentSchema.safeParse(state.deployment);
  if (parsed.success && (parsed.data.pending_operations ?? []).length > 0) {
    await stack.importStack({ ...state, deployment: { ...parsed.data, pending_operations: [] } });
  }
}
