import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { installationKind } from "../component";

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
 * Reads the state that the stack has at the moment of the call, with what this update has made so far; nothing for a
 * stack without one. It is asked of the engine by a function: a StackReference of a stack to itself would be a resource
 * of its state, and show as changed at each refresh.
 *
 * @param stackName organisation, project and stack
 * @returns what belongs to the installation with such a prefix, by names without it, and the stack itself for one
 *   without a prefix
 * @throws Error where the state cannot be decrypted
 */
export async function readRecordedState(
  stackName: string,
  prefix: string,
): Promise<readonly RecordedResource[]> {
  const answer: unknown = await pulumi.runtime.invoke(readStateFunction, { stackName });
  const { outputs } = answerSchema.parse(answer);
  return Object.entries(outputs)
    .filter(([urn]) => isOf(urn, prefix))
    .map(([urn, { type, outputs }]) => ({ type, name: nameOf(urn).slice(prefix.length), outputs }));
}

/** What an installation has outside of all components, of the time before there was one for all of it to be below. */
const typesAtTheTop = [stackType, "kubernetes:core/v1:Namespace"];

/** Whether a resource is of such an installation, and not of the program around it. */
function isOf(urn: string, prefix: string): boolean {
  const types = urn.split("::")[2] ?? "";
  return prefix === ""
    ? types.includes("openops:") || typesAtTheTop.includes(types)
    : types.includes(`openops:${installationKind}$`) && nameOf(urn).startsWith(prefix);
}

/** The outputs of the stack itself at its last update. */
export function stackOutputsIn(state: readonly RecordedResource[]): RecordedResource["outputs"] {
  return state.find(({ type }) => type === stackType)?.outputs ?? {};
}
