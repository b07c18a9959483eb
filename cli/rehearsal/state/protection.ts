import type { Stack } from "@pulumi/pulumi/automation";
import { setCommand } from "../../../components/values/fault";
import { CommandError } from "../../errors";
import { kindOf, nameOf } from "../../terminal/resource-names";
import { deploymentIn, deploymentSchema } from "./state-file";

/** A resource that the engine refuses to delete. */
export interface ProtectedResource {
  readonly kind: string;
  readonly name: string;
}

/** The protected resources of a stack, by the file of its state; where that tells nothing, the engine is asked. */
export async function protectedResources(stack: Stack, file: string): Promise<readonly ProtectedResource[]> {
  const { resources } = deploymentIn(file) ?? deploymentSchema.parse((await stack.exportStack()).deployment);
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
