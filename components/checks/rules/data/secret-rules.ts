import { removeCommand, setSecretCommand, type Fault } from "../../../values/fault";
import {
  nextName,
  overlappingSecrets,
  publishedValues,
  secretDefinitions,
  secretNames,
  type OverlappingSecret,
  type SecretName,
  type SecretValues,
} from "../../../values/secret-definitions";

/** Faults of the secret values that the configuration gives; none ever shows a value. */
export function* secretFaults(secrets: SecretValues): Iterable<Fault> {
  for (const name of secretNames) {
    yield* valueFaults(secrets[name], { key: name, name, without: "to have a value generated" });
  }
  for (const name of overlappingSecrets) {
    const key = nextName(name);
    yield* valueFaults(secrets[key], { key, name, without: "to keep the first one" });
    yield* sameValueFaults(name, secrets);
  }
}

interface SecretKey {
  /** The configuration key with the value. */
  readonly key: string;
  /** The secret whose value it is. */
  readonly name: SecretName;
  /** What is gained without the key. */
  readonly without: string;
}

/** What is wrong with a secret's value, without its place; undefined where nothing is. */
export function shapeFault(name: SecretName, value: string): Pick<Fault, "expected" | "why"> | undefined {
  const { shape } = secretDefinitions[name];
  if (publishedValues.has(value)) {
    return { expected: "a value of your own", why: "this one was published as a default" };
  }
  if (shape !== undefined && !shape.pattern.test(value)) {
    return { expected: shape.text };
  }
  return value.length < 8 ? { expected: "at least 8 characters" } : undefined;
}

function* valueFaults(value: string | undefined, { key, name, without }: SecretKey): Iterable<Fault> {
  const wrong = value === undefined ? undefined : shapeFault(name, value);
  if (wrong !== undefined) {
    yield { path: key, ...wrong, fix: `${setSecretCommand(key)}, or remove the key ${without}` };
  }
}

/** Two equal values would end an overlap in silence, with the old value still good. */
function* sameValueFaults(name: OverlappingSecret, secrets: SecretValues): Iterable<Fault> {
  const key = nextName(name);
  const next = secrets[key];
  if (next !== undefined && next === secrets[name]) {
    yield {
      path: key,
      expected: `another value than ${name} has`,
      why: "the clients have moved to it, so nothing is left to wait for",
      fix: removeCommand(key),
    };
  }
}
