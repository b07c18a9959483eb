import type { Plan } from "../../components/model/plan";
import { nextName, overlappingSecrets, secretDefinitions, secretNames } from "../../components/model/secrets";
import type { RotationClass, SecretName } from "../../components/model/secrets";
import { secretUsers } from "../../components/model/secret-users";
import type { StateResource } from "../stack-access/state-resource";
import { nameOf } from "../terminal/resource-names";

/** A secret of a stack, without its value. */
export interface ListedSecret {
  /** Its configuration key. */
  readonly name: string;
  readonly source: "generated" | "config";
  /** Workloads whose pods get it. */
  readonly users: readonly string[];
  readonly rotation: RotationClass;
  /** When its value came to be, as ISO time; undefined where nobody knows. */
  readonly since: string | undefined;
}

interface ListingArgs {
  readonly plan: Plan;
  /** Keys of the configuration. */
  readonly keys: readonly string[];
  /** Variables of users' own, by service. */
  readonly extraSecrets: Readonly<Record<string, readonly string[]>>;
  readonly resources: readonly StateResource[];
  /** When the value under a configuration key was written. */
  readonly writtenAt: (key: string) => string | undefined;
}

/** Every secret of a stack in the order of the reference: its own, next values, users' own. */
export function listSecrets(args: ListingArgs): readonly ListedSecret[] {
  const { plan, keys, writtenAt } = args;
  const users = secretUsers(plan);
  const own = secretNames.map((name): ListedSecret => {
    const configured = keys.includes(name);
    return {
      name,
      source: configured ? "config" : "generated",
      users: users[name] ?? [],
      rotation: secretDefinitions[name].rotation,
      since: configured ? writtenAt(name) : generatedAt(name, args),
    };
  });
  const next = overlappingSecrets
    .map(nextName)
    .filter((name) => keys.includes(name))
    .map((name): ListedSecret => {
      return {
        name,
        source: "config",
        users: users[name] ?? [],
        rotation: "rolling",
        since: writtenAt(name),
      };
    });
  return [...own, ...next, ...extra(args)];
}

function generatedAt(name: SecretName, { resources }: ListingArgs): string | undefined {
  return resources.find(({ urn, type }) => type.startsWith("random:") && nameOf(urn) === name)?.created;
}

function extra({ plan, extraSecrets, writtenAt }: ListingArgs): readonly ListedSecret[] {
  return Object.entries(extraSecrets).flatMap(([id, variables]) => {
    const user = plan.services.find(({ service }) => service.id === id)?.service.name;
    return variables.map((variable): ListedSecret => {
      return {
        name: `extraSecrets.${id}.${variable}`,
        source: "config",
        users: user === undefined ? [] : [user],
        rotation: "rolling",
        since: writtenAt("extraSecrets"),
      };
    });
  });
}
