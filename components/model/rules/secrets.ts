import { removeCommand, setSecretCommand } from "../fault";
import type { Fault } from "../fault";
import { nextName, overlappingSecrets, publishedValues, secretDefinitions, secretNames } from "../secrets";
import type { OverlappingSecret, SecretName, SecretValues } from "../secrets";

/** Faults of the secret values that the configuration gives; none ever shows a value. */
export function secretFaults(secrets: SecretValues): readonly Fault[] {
  return [
    ...secretNames.flatMap((name) =>
      valueFaults(secrets[name], { key: name, name, without: "to have a value generated" }),
    ),
    ...overlappingSecrets.flatMap((name) => [
      ...valueFaults(secrets[nextName(name)], {
        key: nextName(name),
        name,
        without: "to keep the first one",
      }),
      ...sameValueFaults(name, secrets),
    ]),
  ];
}

interface SecretKey {
  /** The configuration key with the value. */
  readonly key: string;
  /** The secret whose value it is. */
  readonly name: SecretName;
  /** What is gained without the key. */
  readonly without: string;
}

function valueFaults(value: string | undefined, { key, name, without }: SecretKey): readonly Fault[] {
  if (value === undefined) {
    return [];
  }
  const { shape } = secretDefinitions[name];
  const mend = `${setSecretCommand(key)}, or remove the key ${without}`;
  if (publishedValues.has(value)) {
    return [{ path: key, expected: "a value of your own", why: "this one was published as a default", mend }];
  }
  if (shape !== undefined && !shape.pattern.test(value)) {
    return [{ path: key, expected: shape.text, mend }];
  }
  return value.length < 8 ? [{ path: key, expected: "at least 8 characters", mend }] : [];
}

/** Two equal values would end an overlap in silence, with the old value still good. */
function sameValueFaults(name: OverlappingSecret, secrets: SecretValues): readonly Fault[] {
  const key = nextName(name);
  const next = secrets[key];
  return next === undefined || next !== secrets[name]
    ? []
    : [
        {
          path: key,
          expected: `another value than ${name} has`,
          why: "the clients have moved to it, so nothing is left to wait for",
          mend: removeCommand(key),
        },
      ];
}
