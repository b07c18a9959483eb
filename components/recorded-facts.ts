import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "./errors";
import { describeFault } from "./model/fault";
import { factFaults, factsOf, parseFacts, replacementsOf } from "./model/facts";
import type { StackFacts } from "./model/facts";
import type { Plan } from "./model/plan";
import { releaseChange, releaseOf } from "./model/release";
import type { SecretValues } from "./model/secrets";
import { sourceOf } from "./model/secret-sources";
import { parseSecretRecords, storedSecretFaults, storedSecrets } from "./model/stored-secrets";
import type { SecretRecords } from "./model/stored-secrets";

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

/** What the last update left. */
export interface Recorded {
  /** Undefined before the first update. */
  readonly facts: StackFacts | undefined;
  readonly secrets: SecretRecords;
}

/**
 * Refuses a plan that would lose data of the deployed stack, before any resource is declared. Secrets
 * that others keep in the cluster are compared when they are read.
 *
 * @returns what was recorded
 * @throws ConfigError with every fault
 */
export async function refuseLostData(
  plan: Plan,
  { stackName, storedSecrets: given }: DeployedStack,
): Promise<Recorded> {
  const { config } = plan;
  const itself = new pulumi.StackReference("deployed", { name: stackName });
  const facts = parseFacts((await itself.getOutputDetails(factsOutput)).value);
  const secrets = parseSecretRecords((await itself.getOutputDetails(secretRecordsOutput)).secretValue);
  const compared = storedSecrets.filter((name) => sourceOf(name, config).kind !== "existing");
  const faults = [
    ...(facts === undefined ? [] : factFaults(plan, facts)),
    ...storedSecretFaults(compared, { config, secrets: given, records: secrets }),
  ];
  if (facts !== undefined && !plan.config.availability.protectData) {
    for (const replaced of replacementsOf(factsOf(plan), facts)) {
      await pulumi.log.warn(describeFault(replaced));
    }
  }
  const change = facts?.release === undefined ? undefined : releaseChange(releaseOf(config), facts.release);
  if (faults.length > 0) {
    throw new ConfigError("What is configured does not fit what is deployed; it", faults);
  }
  if (change !== undefined) {
    await pulumi.log.info(`${change} The steps are in docs/operations.md, Upgrade.`);
  }
  return { facts, secrets };
}
