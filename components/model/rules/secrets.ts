import { setSecretCommand } from "../fault";
import type { Fault } from "../fault";
import { publishedValues, secretDefinitions, secretNames } from "../secrets";
import type { SecretValues } from "../secrets";

/** Faults of the secret values that the configuration gives; none ever shows a value. */
export function secretFaults(secrets: SecretValues): readonly Fault[] {
  return secretNames.flatMap((name) => {
    const value = secrets[name];
    return value === undefined ? [] : faultsOfSecret(name, value);
  });
}

function faultsOfSecret(name: (typeof secretNames)[number], value: string): readonly Fault[] {
  const { shape } = secretDefinitions[name];
  const mend = `${setSecretCommand(name)}, or remove the key to have a value generated`;
  if (publishedValues.has(value)) {
    return [
      { path: name, expected: "a value of your own", why: "this one was published as a default", mend },
    ];
  }
  if (shape !== undefined && !shape.pattern.test(value)) {
    return [{ path: name, expected: shape.text, mend }];
  }
  return value.length < 8 ? [{ path: name, expected: "at least 8 characters", mend }] : [];
}
