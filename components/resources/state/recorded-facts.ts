import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "../config-error";
import { describeFault } from "../../values/fault";
import { factFaults, factsOf, replacementsOf, type ConfiguredStack } from "../../checks/recorded/stack-facts";
import type { StackFacts } from "../../checks/recorded/fact-schema";
import type { Plan } from "../../plan/plan";
import { releaseChange, releaseOf } from "../../checks/recorded/release";
import type { SecretValues } from "../../values/secret-definitions";
import { sourceOf } from "../../plan/secrets/secret-sources";
import {
  lostSecretFaults,
  storedSecretFaults,
  storedSecrets,
  type SecretRecords,
} from "../../checks/recorded/stored-secrets";
import { carriedSecrets, ownValues, type CarriedSecrets } from "../../checks/recorded/carried-secrets";
import { readRecordedState, type RecordedResource } from "./recorded-state";
import { recordsIn } from "./records";
import { prefixIn } from "../component";

interface DeployedStack extends ConfiguredStack {
  /** The name of the component. */
  readonly installation: string;
  /** The stack's own full name, whose state is read back. */
  readonly stackName: string;
  /** The values that the configuration gives of secrets that something stored depends on. */
  readonly storedSecrets: SecretValues;
  /** Names of secrets whose values cannot be compared, since they are not to be had. */
  readonly withheld: readonly string[];
}

/** What the last update left. */
export interface Recorded {
  /** Undefined before the first update. */
  readonly facts: StackFacts | undefined;
  readonly secrets: SecretRecords;
  readonly carried: CarriedSecrets;
  /** The whole state, secrets in clear. */
  readonly state: readonly RecordedResource[];
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
  { installation, stackName, storedSecrets: given, withheld, ...configured }: DeployedStack,
): Promise<Recorded> {
  const state = await readRecordedState(stackName, prefixIn(installation));
  const { facts, secrets: records, faults: unreadable } = recordsIn(state);
  if (unreadable.length > 0) {
    throw new ConfigError(`The state of ${stackName}`, unreadable, "state");
  }
  const compared = storedSecrets.filter(
    (name) => sourceOf(name, plan.secretSources).kind !== "existing" && !withheld.includes(name),
  );
  const values = { plan, secrets: given, generated: ownValues(state) };
  const isUnrecorded = facts !== undefined && hasData(facts) && records === undefined;
  const faults = [
    ...(facts === undefined ? [] : factFaults(configured, facts)),
    ...(isUnrecorded
      ? lostSecretFaults(compared, values)
      : storedSecretFaults(compared, { ...values, records: records ?? {} })),
  ];
  if (facts !== undefined && !plan.protectData) {
    for (const replaced of replacementsOf(factsOf(configured), facts)) {
      await pulumi.log.warn(describeFault(replaced));
    }
  }
  const change =
    facts?.release === undefined ? undefined : releaseChange(releaseOf(configured.config), facts.release);
  if (faults.length > 0) {
    throw new ConfigError("What is configured does not fit what is deployed; it", faults);
  }
  if (change !== undefined) {
    await pulumi.log.info(`${change} The steps are in docs/operations.md, Upgrade.`);
  }
  return { facts, secrets: records ?? {}, carried: await carriedFrom(state), state };
}

/** Whether something was made that keeps what a service writes. */
function hasData({ volumes, databaseKind }: StackFacts): boolean {
  return databaseKind !== undefined || Object.keys(volumes).length > 0;
}

/** The values of secrets whose resources leave the stack; says so as long as one of them is there. */
async function carriedFrom(state: readonly RecordedResource[]): Promise<CarriedSecrets> {
  const carried = carriedSecrets(state);
  const leaving = carried.retired.filter((name) => !carried.kept.includes(name));
  if (leaving.length > 0) {
    await pulumi.log.warn(
      `The state has the value of ${leaving.join(", ")} in clear, as the id of a resource. This update keeps the ` +
        "value, encrypted, and the next one deletes that resource. docs/secrets.md says what to do about older copies of the state.",
    );
  }
  return carried;
}
