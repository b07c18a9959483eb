import * as pulumi from "@pulumi/pulumi";
import { factRecords, factsIn, recordsOf, type FactRecord } from "../../checks/recorded/fact-records";
import type { StackFacts } from "../../checks/recorded/fact-schema";
import { parseSecretRecords, type SecretRecords } from "../../checks/recorded/stored-secrets";
import { named } from "../component";
import { stackOutputsIn, type RecordedResource } from "./recorded-state";

/** The engine's own kind of resource, which keeps a value in the state. */
const recordType = "pulumi:index:Stash";

const secretsRecord = "secrets";

function recordName(record: string): string {
  return `record-${record}`;
}

interface RecordsArgs {
  readonly facts: StackFacts;
  readonly clusterUid: pulumi.Output<string>;
  readonly secrets: pulumi.Output<SecretRecords>;
  /** What has to be there before what is recorded of it is true. */
  readonly after: Readonly<Record<FactRecord | typeof secretsRecord, readonly pulumi.Resource[]>>;
}

/**
 * Keeps what the next update compares itself with, each part once it is reached: what failed keeps the record of
 * what was there before.
 */
export function keepRecords(
  { facts, clusterUid, secrets, after }: RecordsArgs,
  options: pulumi.CustomResourceOptions,
): void {
  const keep = (record: keyof typeof after, input: pulumi.Input<unknown>): void => {
    const dependsOn = [...after[record]];
    // A part that the stack does not have leaves nothing to compare.
    if (dependsOn.length > 0) {
      new pulumi.Stash(named(options.parent, recordName(record)), { input }, { ...options, dependsOn });
    }
  };
  const records = recordsOf(facts);
  for (const record of factRecords) {
    keep(record, record === "installation" ? { ...records[record], clusterUid } : records[record]);
  }
  keep(secretsRecord, secrets);
}

/** What the last updates recorded. */
interface Records {
  /** Undefined before the first update. */
  readonly facts: StackFacts | undefined;
  readonly secrets: SecretRecords;
}

/** Finds the records of an installation; those of a stack without a component were outputs of the stack. */
export function recordsIn(state: readonly RecordedResource[]): Records {
  const inputOf = (record: string): unknown =>
    state.find(({ type, name }) => type === recordType && name === recordName(record))?.outputs.input;
  const before = stackOutputsIn(state);
  const found = factRecords.map(inputOf).filter((record) => record !== undefined);
  return {
    facts: factsIn([before.facts, ...found].filter((record) => record !== undefined)),
    secrets: parseSecretRecords(inputOf(secretsRecord) ?? before.secretRecords),
  };
}
