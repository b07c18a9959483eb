import * as pulumi from "@pulumi/pulumi";
import { factRecords, factsIn, type FactRecord, type StackFacts } from "../../checks/recorded/fact-schema";
import { isSecretRecords, type SecretRecords } from "../../checks/recorded/stored-secrets";
import type { ComponentName } from "../../plan/component-name";
import { secretNames } from "../../values/secret-definitions";
import type { Fault } from "../../values/fault";
import { named } from "../component";
import { stackOutputsIn, type RecordedResource } from "./recorded-state";

/** The engine's own kind of resource, which keeps a value in the state. */
const recordType = "pulumi:index:Stash";

/** A record by its name: of a part, of a volume claim, of secrets. */
export type RecordName = FactRecord | `volume-${ComponentName}` | "secrets";

/** The name of the record of a component's volume claim. */
export function volumeRecord(component: ComponentName): RecordName {
  return `volume-${component}`;
}

function logicalName(record: RecordName): string {
  return `record-${record}`;
}

/** A program of one's own may have such resources besides. */
const recordNames = new RegExp(`^record-(${[...factRecords, "volume-.+", "secrets"].join("|")})$`);

/**
 * Keeps what the next update compares itself with. What a record depends on is what it is of: where that fails, the
 * record of what was there before stays.
 */
export function keepRecord(
  record: RecordName,
  input: pulumi.Input<unknown>,
  options: pulumi.CustomResourceOptions,
): pulumi.Resource {
  return new pulumi.Stash(named(options.parent, logicalName(record)), { input }, options);
}

/** What the last updates recorded. */
interface Records {
  /** Undefined before the first update. */
  readonly facts: StackFacts | undefined;
  /** Undefined where there is no record of them. */
  readonly secrets: SecretRecords | undefined;
  readonly faults: readonly Fault[];
}

/** Finds the records of an installation; those of a stack without a component were outputs of the stack. */
export function recordsIn(state: readonly RecordedResource[]): Records {
  const before = stackOutputsIn(state);
  const found = state.flatMap(({ type, name, outputs }) =>
    type === recordType && recordNames.test(name) ? [{ name, value: outputs.input }] : [],
  );
  const ofSecrets = found.find(isOfSecrets);
  const ofParts = found.filter((record) => !isOfSecrets(record));
  const facts = factsIn([
    ...(before.facts === undefined ? [] : [before.facts]),
    ...ofParts.map(({ value }) => value),
  ]);
  const secrets = ofSecrets?.value ?? before.secretRecords;
  return {
    facts,
    secrets: isSecretRecords(secrets) ? secrets : undefined,
    faults: facts === undefined ? unrecordedFaults(state) : found.filter(isUnreadable).map(unreadableFault),
  };
}

interface FoundRecord {
  readonly name: string;
  readonly value: unknown;
}

function isOfSecrets({ name }: FoundRecord): boolean {
  return name === logicalName("secrets");
}

function isUnreadable(record: FoundRecord): boolean {
  return isOfSecrets(record) ? !isSecretRecords(record.value) : factsIn([record.value]) === undefined;
}

function unreadableFault({ name }: FoundRecord): Fault {
  return {
    path: name,
    expected: "a record in the state of what is deployed",
    got: "one that this release cannot read",
    fix: "use the release that wrote it, or a newer one; for a state that was edited, import the one before",
  };
}

/** Other passwords are those of other installations, or of the program around. */
function isSecretName(name: string): boolean {
  return secretNames.some((secret) => secret === name);
}

/**
 * Passwords are generated after the first record is written, so that a state has some and no record only where an
 * update before there were such records failed, or where somebody took them out of it.
 */
function unrecordedFaults(state: readonly RecordedResource[]): readonly Fault[] {
  return state.some(({ type, name }) => type.startsWith("random:") && isSecretName(name))
    ? [
        {
          path: logicalName("installation"),
          expected: "a record in the state of what is deployed",
          got: "none, though the state has generated passwords",
          why: "data may depend on them, and nothing says what is deployed",
          fix: "finish the first update with the release that began it; or give the stack up with pulumi destroy, and begin again",
        },
      ]
    : [];
}
