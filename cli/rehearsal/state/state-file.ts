import { join } from "node:path";
import { z } from "zod";
import type { Paths } from "../../paths";
import { contentOf } from "./json-file";

const resourceSchema = z.looseObject({ urn: z.string(), type: z.string(), protect: z.boolean().optional() });

/** What the engine notes of a stack. */
export const deploymentSchema = z.looseObject({
  resources: z.array(resourceSchema).nullish(),
  pending_operations: z.array(z.unknown()).nullish(),
});

type Deployment = z.output<typeof deploymentSchema>;

/** After `pulumi stack import` the engine writes the name with a capital; it reads either. */
const checkpointSchema = z.union([
  z.object({ Latest: deploymentSchema.nullable() }).transform(({ Latest }) => Latest),
  // A deployment of another form under the other name is none of a new stack.
  z
    .object({ Latest: z.undefined().optional(), latest: deploymentSchema.nullish() })
    .transform(({ latest }) => latest),
]);
const fileSchema = z.object({ checkpoint: checkpointSchema });

/** Where the engine's file backend keeps a stack's state. */
export function stateFile({ stateFolder }: Paths, stack: string): string {
  return join(stateFolder, ".pulumi", "stacks", "openops", `${stack}.json`);
}

/**
 * What a state's file holds, read without the engine, which takes a third of a second to ask.
 *
 * @returns undefined where there is no file, or where it holds no state; the engine refuses such a file itself
 */
export function deploymentIn(file: string): Deployment | undefined {
  const parsed = fileSchema.safeParse(contentOf(file));
  return parsed.success ? (parsed.data.checkpoint ?? {}) : undefined;
}
