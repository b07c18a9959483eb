import { z } from "zod";
import { stateStack } from "./workspace";
import type { Rehearsal } from "./workspace";

const deploymentSchema = z.looseObject({ pending_operations: z.array(z.unknown()).optional() });

/**
 * Makes the engine finish what an update that was killed had begun: the operations it had noted are
 * taken off the state, and this one run may take over objects that exist without being in the state.
 *
 * @returns the environment to run the engine with
 */
export async function completePending(
  rehearsal: Rehearsal,
  stackName: string,
): Promise<Readonly<Record<string, string>>> {
  const stack = await stateStack(rehearsal, stackName);
  const state = await stack.exportStack();
  const parsed = deploymentSchema.safeParse(state.deployment);
  if (!parsed.success || (parsed.data.pending_operations ?? []).length === 0) {
    return rehearsal.environment;
  }
  await stack.importStack({ ...state, deployment: { ...parsed.data, pending_operations: [] } });
  return { ...rehearsal.environment, PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true" };
}
