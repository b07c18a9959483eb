import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "./errors";
import { factFaults, factsOf, keyFaults, parseFacts } from "./model/facts";
import type { StackFacts } from "./model/facts";
import type { Plan } from "./model/plan";

/** Name of the stack output with the facts. */
export const factsOutput = "facts";

interface DeployedStack {
  /** The stack's own full name, whose last outputs are read back. */
  readonly stackName: string;
  /** The encryption key that the configuration gives, if it does. */
  readonly encryptionKey: string | undefined;
}

/**
 * Refuses a plan that would lose data of the deployed stack, before any resource is declared.
 *
 * @returns the facts of the last update, or undefined before the first
 * @throws ConfigError with every fault
 */
export async function refuseLostData(
  plan: Plan,
  { stackName, encryptionKey }: DeployedStack,
): Promise<StackFacts | undefined> {
  const itself = new pulumi.StackReference("deployed", { name: stackName });
  const recorded = parseFacts((await itself.getOutputDetails(factsOutput)).value);
  const faults =
    recorded === undefined
      ? []
      : [...factFaults(factsOf(plan), recorded), ...keyFaults(encryptionKey, recorded.encryptionKey)];
  if (faults.length > 0) {
    throw new ConfigError("What is configured does not fit what is deployed; it", faults);
  }
  return recorded;
}
