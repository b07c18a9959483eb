import { createHash } from "node:crypto";
import { z } from "zod";
import { removeCommand, setSecretCommand } from "./fault";
import type { Fault } from "./fault";
import { secretDefinitions, secretNames } from "./secrets";
import type { SecretName, SecretValues } from "./secrets";

/** Secrets that something stored depends on, so that another value must not come by itself. */
export const storedSecrets: readonly SecretName[] = secretNames.filter(
  (name) => secretDefinitions[name].rotation !== "rolling",
);

const recordSchema = z.object({
  from: z.enum(["generated", "config"]),
  fingerprint: z.string(),
  /** How often its copy had been changed on purpose. */
  changes: z.number(),
});

const recordsSchema = z.record(z.string(), recordSchema);

/** What is recorded of each such secret; kept encrypted, since a short password could be guessed from it. */
export type SecretRecords = Readonly<Record<string, z.output<typeof recordSchema>>>;

/** How often the copy of each secret was changed on purpose, as the configuration says. */
export type CopyChanges = Readonly<Partial<Record<SecretName, number>>>;

/** Reads records; none where a stack has none yet. */
export function parseSecretRecords(output: unknown): SecretRecords {
  const parsed = recordsSchema.safeParse(output);
  return parsed.success ? parsed.data : {};
}

/**
 * Tells one value from another without telling the value: of 128 random bits, eight bytes of a hash can
 * be neither reversed nor guessed.
 */
export function secretFingerprint(name: SecretName, value: string): string {
  return createHash("sha256").update(`openops ${name}: ${value}`).digest("hex").slice(0, 16);
}

/** What to record of a secret. */
export function secretRecord(
  name: SecretName,
  {
    value,
    given,
    changes,
  }: { readonly value: string; readonly given: boolean; readonly changes: CopyChanges },
): SecretRecords[string] {
  return {
    from: given ? "config" : "generated",
    fingerprint: secretFingerprint(name, value),
    changes: changes[name] ?? 0,
  };
}

/** Secrets whose value is another one than what is stored depends on. */
export function storedSecretFaults(
  { secrets, changes }: { readonly secrets: SecretValues; readonly changes: CopyChanges },
  records: SecretRecords,
): readonly Fault[] {
  return storedSecrets.flatMap((name) => {
    const record = records[name];
    const announced = record !== undefined && (changes[name] ?? 0) > record.changes;
    return record === undefined || announced ? [] : faultsOf(name, secrets[name], record);
  });
}

function faultsOf(
  name: SecretName,
  value: string | undefined,
  record: SecretRecords[string],
): readonly Fault[] {
  if (value === undefined) {
    return record.from === "generated"
      ? []
      : [{ path: name, ...expectation(name, record), got: "none", mend: setSecretCommand(name) }];
  }
  return secretFingerprint(name, value) === record.fingerprint
    ? []
    : [{ path: name, ...expectation(name, record), got: gotOf(name, value), mend: mendOf(name, record) }];
}

/** Only what cannot be guessed is told by its fingerprint. */
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

function mendOf(name: SecretName, { from }: SecretRecords[string]): string {
  const back =
    from === "generated"
      ? `${removeCommand(name)}; the generated value is in the state`
      : setSecretCommand(name);
  return secretDefinitions[name].rotation === "never"
    ? back
    : `npm run rotate -- --secret ${name} tells the steps; to keep it: ${back}`;
}
