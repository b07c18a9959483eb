import type { z } from "zod";
import { childPath } from "../config/layers";
import { extraSecretsSchema, readingEnvironment } from "../stack/stack-config";
import { nearestName, removeCommand, type Fault } from "../values/fault";

/** The key with secret variables of users' own. */
export const extraSecretsKey = "extraSecrets";

interface ExtraSecrets {
  /** By service and variable. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly faults: readonly Fault[];
}

/** Reads the secret variables of users' own; faults name the place and never a value. */
export function readExtraSecrets(json: string | undefined, decode: (json: string) => unknown): ExtraSecrets {
  if (json === undefined) {
    return { values: {}, faults: [] };
  }
  const parsed = extraSecretsSchema.safeParse(decode(json));
  return parsed.success
    ? { values: parsed.data, faults: [] }
    : { values: {}, faults: parsed.error.issues.flatMap(faultsOf) };
}

function faultsOf(issue: z.core.$ZodIssue): readonly Fault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownService(key));
  }
  const [service = "app", variable = "VARIABLE"] = issue.path.map(String);
  const path = issue.path.reduce<string>((above, key) => childPath(above, String(key)), extraSecretsKey);
  const named = issue.code === "invalid_key" ? "VARIABLE" : variable;
  return [
    {
      path,
      expected: issue.code === "invalid_key" ? "a variable name in upper case" : issue.message,
      fix: `pulumi config set --secret --path 'openops:${extraSecretsKey}.${service}.${named}'`,
    },
  ];
}

function unknownService(name: string): Fault {
  const path = childPath(extraSecretsKey, name);
  const nearest = nearestName(name, readingEnvironment);
  return {
    path,
    expected: `one of the services ${readingEnvironment.join(", ")}`,
    got: nearest === undefined ? name : `${name}; perhaps ${nearest} is meant`,
    fix: removeCommand(path),
  };
}
