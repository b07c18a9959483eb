import type { Fault } from "../../values/fault";
import { shapeFault } from "../rules/data/secret-rules";
import type { ExistingSecret } from "../../plan/secrets/secret-sources";
import { secretNames, type SecretValues } from "../../values/secret-definitions";
import {
  storedSecretFaults,
  storedSecrets,
  type SecretRecords,
  type SecretsPlan,
} from "../recorded/stored-secrets";

/** What Secrets hold, by their names; values are never told. */
export type SecretContents = ReadonlyMap<string, Readonly<Record<string, string>>>;

interface Found {
  readonly contents: SecretContents;
  /** What was recorded of secrets that something stored depends on. */
  readonly records: SecretRecords;
}

/** What is wrong with the Secrets that others keep. */
export function existingSecretFaults(plan: SecretsPlan, { contents, records }: Found): readonly Fault[] {
  const sources = plan.secretSources.filter((source) => source.kind === "existing");
  const values: SecretValues = Object.fromEntries(
    sources.flatMap(({ id, secretName, key }) => {
      const value = contents.get(secretName)?.[key];
      return value === undefined ? [] : [[id, value] as const];
    }),
  );
  const kept = storedSecrets.filter((name) => values[name] !== undefined);
  return [
    ...sources.flatMap((source) => [...sourceFaults(source, contents.get(source.secretName) ?? {})]),
    ...storedSecretFaults(kept, { plan, secrets: values, generated: {}, records }).map((fault) => ({
      ...fault,
      path: sources.find(({ id }) => id === fault.path)?.path ?? fault.path,
      fix: "give the Secret the value back",
    })),
  ];
}

function* sourceFaults(
  { id, secretName, key, path }: ExistingSecret,
  content: Readonly<Record<string, string>>,
): Iterable<Fault> {
  const value = content[key];
  if (value === undefined) {
    const keys = Object.keys(content).sort();
    yield {
      path,
      expected: `the key ${key} in the Secret ${secretName}`,
      got: keys.length === 0 ? "a Secret without keys" : `the keys ${keys.join(", ")}`,
      fix: `correct the key here, or add it there`,
    };
    return;
  }
  const name = secretNames.find((one) => one === id);
  const wrong = name === undefined ? undefined : shapeFault(name, value);
  if (wrong !== undefined) {
    yield { path, ...wrong, fix: `change the value under ${key} in the Secret ${secretName}` };
  }
}

/** The values of a Secret in clear, from its data as the API server keeps it: nothing of it may be shown. */
export function decodedData(data: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]),
  );
}
