import { z } from "zod";
import { CommandError } from "../errors";
import { parsedJson } from "../parsed-json";

const resourceSchema = z.looseObject({
  urn: z.string(),
  type: z.string(),
  created: z.string().optional(),
  outputs: z.looseObject({ result: z.unknown().optional() }).optional(),
});
const exportSchema = z.looseObject({
  deployment: z.looseObject({ resources: z.array(resourceSchema).nullish() }).nullish(),
});

/** A resource as the state of a stack has it. */
export type StateResource = z.output<typeof resourceSchema>;

/** A state as `pulumi stack export` prints it. */
export type StackState = z.output<typeof exportSchema>;

/**
 * Reads what `pulumi stack export` prints.
 *
 * @throws CommandError where it is something else
 */
export function parseState(printed: string): StackState {
  const parsed = exportSchema.safeParse(parsedJson(printed));
  if (!parsed.success) {
    throw new CommandError("The state of the stack has another form than this program knows.");
  }
  return parsed.data;
}

/** A state with these resources and no others. */
export function withResources(state: StackState, resources: readonly unknown[]): object {
  return { ...state, deployment: { ...state.deployment, resources } };
}

/**
 * Reads the resources from what `pulumi stack export` prints.
 *
 * @throws CommandError where it is something else
 */
export function parseExport(printed: string): readonly StateResource[] {
  return parseState(printed).deployment?.resources ?? [];
}

const secretSchema = z.object({ plaintext: z.string() });

/** The generated value of a resource, from an export that shows secrets. */
export function generatedValue({ outputs }: StateResource): string | undefined {
  const parsed = secretSchema.safeParse(outputs?.result);
  // The engine keeps every secret as JSON.
  const value = parsed.success ? parsedJson(parsed.data.plaintext) : undefined;
  return typeof value === "string" ? value : undefined;
}
