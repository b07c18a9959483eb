import { createHash } from "node:crypto";
import { z } from "zod";
import { removeCommand, setCommand, setSecretCommand, type Fault } from "../../values/fault";
import type { Plan } from "../../plan/plan";
import { sourceOf, type ExternalSecretSource } from "../../plan/secrets/secret-sources";
import {
  secretDefinitions,
  secretNames,
  type SecretName,
  type SecretValues,
} from "../../values/secret-definitions";

/** Secrets that something stored depends on, so that another value must not come by itself. */
export const storedSecrets: readonly SecretName[] = secretNames.filter(
  (name) => secretDefinitions[name].rotation !== "rolling",
);

/** Where a recorded value came from. */
const origins = ["generated", "config", "existing", "external"] as const;
export type SecretOrigin = (typeof origins)[number];

const recordSchema = z.object({
  from: z.enum(origins),
  /** Empty where a store holds the value and the configuration does not tell which it is. */
  fingerprint: z.string(),
  /** How often its copy had been changed on purpose. */
  changes: z.number(),
});

const recordsSchema = z.record(z.string(), recordSchema);

/** What is recorded of each such secret; kept encrypted, since a short password could be guessed from it. */
export type SecretRecords = Readonly<Record<string, z.output<typeof recordSchema>>>;

/** How often the copy of each secret was changed on purpose, as the configuration says. */
export type CopyChanges = Readonly<Partial<Record<SecretName, number>>>;

/** Whether a value is such records. */
export function isSecretRecords(value: unknown): value is SecretRecords {
  return recordsSchema.safeParse(value).success;
}

/**
 * Tells one value from another without telling the value: of 128 random bits, eight bytes of a hash can
 * be neither reversed nor guessed.
 */
export function secretFingerprint(name: SecretName, value: string): string {
  return fingerprintOf(`openops ${name}: ${value}`);
}

/**
 * The fingerprint of a secret that a store outside the cluster holds, as the configuration tells it; where
 * it tells none, the place in the store stands for it.
 */
export function externalFingerprint({ id, remote }: ExternalSecretSource): string {
  return remote.fingerprint ?? fingerprintOf(`openops ${id} at ${JSON.stringify(remote)}`);
}

function fingerprintOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

interface RecordArgs {
  readonly from: SecretOrigin;
  readonly fingerprint: string;
  readonly changes: CopyChanges;
}

/** What to record of a secret. */
export function secretRecord(
  name: SecretName,
  { from, fingerprint, changes }: RecordArgs,
): SecretRecords[string] {
  return { from, fingerprint, changes: changes[name] ?? 0 };
}

/** What the plan says of secrets. */
export type SecretsPlan = Pick<Plan, "secretSources" | "secrets">;

interface Comparison {
  readonly plan: SecretsPlan;
  /** The values that the configuration gives, by name. */
  readonly secrets: SecretValues;
  /** The values that the state has; a secret that others keep has none there that counts. */
  readonly generated: SecretValues;
  readonly records: SecretRecords;
}

/**
 * Secrets whose value is another one than what is stored depends on.
 *
 * @param names the secrets that are compared
 */
export function storedSecretFaults(names: readonly SecretName[], comparison: Comparison): readonly Fault[] {
  return names.flatMap((name) => [...faultsOf(name, comparison)]);
}

function* faultsOf(name: SecretName, { plan, secrets, generated, records }: Comparison): Iterable<Fault> {
  const record = records[name];
  const changes: CopyChanges = plan.secrets.copyChanges;
  const announced = record !== undefined && (changes[name] ?? 0) > record.changes;
  if (record === undefined || announced) {
    return;
  }
  const source = sourceOf(name, plan.secretSources);
  if (source.kind === "external") {
    yield* heldFaults(name, source, record);
  } else if (source.kind === "stack" && record.from === "generated" && secrets[name] === undefined) {
    yield* generatedFaults(name, generated[name], record);
  } else {
    yield* valueFaults(name, secrets[name], record);
  }
}

/**
 * Secrets that would be generated anew beside data, since the state has lost their values with the record of them all:
 * what depends on a value leaves a state with it.
 */
export function lostSecretFaults(
  names: readonly SecretName[],
  { plan, secrets, generated }: Omit<Comparison, "records">,
): readonly Fault[] {
  return names
    .filter((name) => sourceOf(name, plan.secretSources).kind === "stack")
    .filter((name) => secrets[name] === undefined && generated[name] === undefined)
    .map((name) => ({
      path: name,
      expected: "the value that the data was written with",
      got: "none, since the state has lost it, and the record of it",
      why: secretDefinitions[name].dependent,
      fix: `import the state of before, or ${setSecretCommand(name)}`,
    }));
}

/** What a store holds is not seen here, so that the configuration has to tell which value it is. */
function* heldFaults(
  name: SecretName,
  { path, remote }: ExternalSecretSource,
  record: SecretRecords[string],
): Iterable<Fault> {
  const { fingerprint } = remote;
  const unchanged = record.from === "external" && (fingerprint === undefined || record.fingerprint === "");
  if (unchanged || fingerprint === record.fingerprint) {
    return;
  }
  const wanted = secretDefinitions[name].rotation === "never" ? record.fingerprint : "FINGERPRINT";
  yield {
    path: `${path}.fingerprint`,
    expected: "the fingerprint of the value that is deployed, once the store holds that value",
    got: fingerprint === undefined ? "none" : "another one",
    why: secretDefinitions[name].dependent,
    fix: setCommand(`${path}.fingerprint`, wanted),
  };
}

/** A generated value that the state has lost would be generated anew, and be another one. */
function* generatedFaults(
  name: SecretName,
  value: string | undefined,
  record: SecretRecords[string],
): Iterable<Fault> {
  if (value === undefined || secretFingerprint(name, value) !== record.fingerprint) {
    yield {
      path: name,
      ...expectation(name, record),
      got: value === undefined ? "none, since the state has lost it" : "another one in the state",
      fix: `npm run secrets -- --from-cluster, or ${setSecretCommand(name)}`,
    };
  }
}

function* valueFaults(
  name: SecretName,
  value: string | undefined,
  record: SecretRecords[string],
): Iterable<Fault> {
  if (record.fingerprint === "") {
    yield {
      path: name,
      expected: "the value in its store, as it is deployed",
      got: value === undefined ? "a generated one" : "one that cannot be compared with it",
      why: secretDefinitions[name].dependent,
      fix: setCommand(`secrets.external.keys.${name}.fingerprint`, "FINGERPRINT, and update before it moves"),
    };
  } else if (value === undefined) {
    if (record.from !== "generated") {
      yield { path: name, ...expectation(name, record), got: "none", fix: setSecretCommand(name) };
    }
  } else if (secretFingerprint(name, value) !== record.fingerprint) {
    yield { path: name, ...expectation(name, record), got: gotOf(name, value), fix: fixOf(name, record) };
  }
}

/** Only what cannot be guessed is wanted by its fingerprint. */
function gotOf(name: SecretName, value: string): string {
  return secretDefinitions[name].rotation === "never"
    ? `one with the fingerprint ${secretFingerprint(name, value)}`
    : "another one";
}

function expectation(name: SecretName, { fingerprint }: SecretRecords[string]) {
  const { rotation, dependent } = secretDefinitions[name];
  return rotation === "never"
    ? { expected: `the value with the fingerprint ${fingerprint}, as it is deployed`, why: dependent }
    : { expected: "the value that is deployed", why: dependent };
}

function fixOf(name: SecretName, { from }: SecretRecords[string]): string {
  const back =
    from === "generated"
      ? `${removeCommand(name)}; the generated value is in the state`
      : setSecretCommand(name);
  return secretDefinitions[name].rotation === "never"
    ? back
    : `npm run rotate -- --secret ${name} tells the steps; to keep it: ${back}`;
}
