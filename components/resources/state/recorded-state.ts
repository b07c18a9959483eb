import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

/** A resource of the stack's state, secrets in clear: nothing of it may be shown or registered as it is. */
export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The function of the engine that reads a state. */
export const readStateFunction = "pulumi:pulumi:readStackResourceOutputs";

const stackType = "pulumi:pulumi:Stack";

const answerSchema = z.object({
  outputs: z.record(z.string(), z.object({ type: z.string(), outputs: z.record(z.string(), z.unknown()) })),
});

/** A URN is `urn:pulumi:STACK::PROJECT::TYPES::NAME`; the name may itself contain `::`. */
function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/**
 * Reads the state that the stack has as this run of the program begins; nothing for a stack without one. It is
 * asked of the engine by a function: a StackReference of a stack to itself would be a resource of its state, and
 * show as changed at each refresh.
 *
 * @param stackName organisation, project and stack
 * @returns what belongs to the installation with such a prefix, by names without it; for one without a prefix
 *   everything
 * @throws Error where the state cannot be decrypted
 */
export async function readRecordedState(
  stackName: string,
  prefix: string,
): Promise<readonly RecordedResource[]> {
  const answer: unknown = await pulumi.runtime.invoke(readStateFunction, { stackName });
  const { outputs } = answerSchema.parse(answer);
  return Object.entries(outputs)
    .map(([urn, { type, outputs }]) => ({ type, name: nameOf(urn), outputs }))
    .filter(({ name }) => name.startsWith(prefix))
    .map((resource) => ({ ...resource, name: resource.name.slice(prefix.length) }));
}

/** The outputs of the stack itself at its last update. */
export function stackOutputsIn(state: readonly RecordedResource[]): RecordedResource["outputs"] {
  return state.find(({ type }) => type === stackType)?.outputs ?? {};
}
