import type { Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { report } from "../terminal/print";

const deploymentSchema = z.looseObject({ pending_operations: z.array(z.unknown()).optional() });

/**
 * Lets one run take over objects that exist without being in the state, fields that the first attempt
 * owned included; both are variables of the official plugin.
 */
const takeOver = {
  PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true",
  PULUMI_K8S_ENABLE_PATCH_FORCE: "true",
} as const;

/**
 * Runs an operation so that it finishes what an update that was killed had begun: the engine had noted
 * it as pending, and the object may or may not have been made.
 */
export async function finishPending<Result>(stack: Stack, operate: () => Promise<Result>): Promise<Result> {
  const pending = await pendingOperations(stack);
  if (pending === 0) {
    return operate();
  }
  report(`Finishing ${pending} operations that a killed command had begun`);
  stack.workspace.envVars = { ...stack.workspace.envVars, ...takeOver };
  const result = await operate();
  await forgetPending(stack);
  return result;
}

async function pendingOperations(stack: Stack): Promise<number> {
  const { deployment } = await stack.exportStack();
  const parsed = deploymentSchema.safeParse(deployment);
  return parsed.success ? (parsed.data.pending_operations ?? []).length : 0;
}

/** The engine keeps the notes until a refresh; what they stood for is in the state by now. */
async function forgetPending(stack: Stack): Promise<void> {
  const state = await stack.exportStack();
  const parsed = deploymentSchema.safeParse(state.deployment);
  if (parsed.success && (parsed.data.pending_operations ?? []).length > 0) {
    await stack.importStack({ ...state, deployment: { ...parsed.data, pending_operations: [] } });
  }
}
