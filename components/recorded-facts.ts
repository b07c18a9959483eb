import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "./errors";
import { describeFault } from "./model/fault";
import { factFaults, factsOf, parseFacts, replacementsOf } from "./model/facts";
import type { StackFacts } from "./model/facts";
import type { Plan } from "./model/plan";
import type { SecretValues } from "./model/secrets";
import { parseSecretRecords, storedSecretFaults } from "./model/stored-secrets";

/** Name of the stack output with the facts. */
export const factsOutput = "facts";

/** Name of the stack output with what is recorded of secrets. */
export const secretRecordsOutput = "secretRecords";

interface DeployedStack {
  /** The stack's own full name, whose last outputs are read back. */
  readonly stackName: string;
  /** The values that the configuration gives of secrets that something stored depends on. */
  readonly storedSecrets: SecretValues;
}

/**
 * Refuses a plan that would lose data of the deployed stack, before any resource is declared.
 *
 * @returns the facts of the last update, or undefined before the first
 * @throws ConfigError with every fault
 */
export async function refuseLostData(
  plan: Plan,
  { stackName, storedSecrets: secrets }: DeployedStack,
): Promise<StackFacts | undefined> {
  const itself = new pulumi.StackReference("deployed", { name: stackName });
  const recorded = parseFacts((await itself.getOutputDetails(factsOutput)).value);
  const records = parseSecretRecords((await itself.getOutputDetails(secretRecordsOutput)).secretValue);
  const changes = plan.config.secrets.copyChanges;
  const faults = [
    ...(recorded === undefined ? [] : factFaults(plan, recorded)),
    ...storedSecretFaults({ secrets, changes }, records),
  ];
  if (recorded !== undefined && !plan.config.availability.protectData) {
    for (const replaced of replacementsOf(factsOf(plan), recorded)) {
      await pulumi.log.warn(describeFault(replaced));
    }
  }
  if (faults.length > 0) {
    throw new ConfigError("What is configured does not fit what is deployed; it", faults);
  }
  return recorded;
}
