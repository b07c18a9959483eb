import { z } from "zod";
import { setCommand } from "../../components/model/fault";
import { CommandError } from "../command-error";
import { kindOf, nameOf } from "../terminal/resource-names";
import { contentOf } from "./json-file";

const stateSchema = z.object({
  checkpoint: z.object({
    latest: z
      .object({
        resources: z
          .array(z.object({ urn: z.string(), type: z.string(), protect: z.boolean().optional() }))
          .optional(),
      })
      .nullish(),
  }),
});

/** A resource that the engine refuses to delete. */
export interface ProtectedResource {
  readonly kind: string;
  readonly name: string;
}

/**
 * The protected resources in the file of a stack's state; a new stack has none. A file that holds no state is left to
 * the engine, which refuses it.
 */
export function protectedResources(file: string): readonly ProtectedResource[] {
  const parsed = stateSchema.safeParse(contentOf(file));
  const resources = parsed.success ? parsed.data.checkpoint.latest?.resources : undefined;
  return (resources ?? [])
    .filter(({ protect }) => protect === true)
    .map(({ urn, type }) => ({ kind: kindOf(type), name: nameOf(urn) }));
}

/** Refuses to destroy a stack in parts: what is protected would stay, all else would be gone. */
export function refuseProtected(stack: string, resources: readonly ProtectedResource[]): void {
  if (resources.length > 0) {
    throw new CommandError(
      [
        `Stack ${stack} protects its data, so it is not taken down; nothing was changed. Protected are:`,
        ...resources.map(({ kind, name }) => `  ${kind.padEnd(22)} ${name}`),
        "To delete them with the stack, give up the protection first:",
        `  ${setCommand("availability.protectData", "false")} --stack ${stack}`,
        `  npm run up -- --stack ${stack}`,
        `  npm run down -- --stack ${stack}`,
      ].join("\n"),
    );
  }
}
