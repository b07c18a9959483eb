import type { Plan } from "../../components/plan/plan";
import {
  nextName,
  overlappingSecrets,
  secretDefinitions,
  secretNames,
  ungeneratedSecrets,
  type RotationClass,
  type SecretName,
} from "../../components/values/secret-definitions";
import { sourceOf, variableId, variablesKeptFor } from "../../components/plan/secrets/secret-sources";
import { secretUsers } from "../../components/plan/secrets/secret-users";
import {
  generatedSecretType,
  keptNames,
  retiredSecretType,
} from "../../components/checks/recorded/carried-secrets";
import type { StateResource } from "../stack-access/state-resource";
import { nameOf } from "../terminal/resource-names";

/** A secret of a stack, without its value. */
export interface ListedSecret {
  /** Its configuration key. */
  readonly name: string;
  /** `generated`, `config`, or where others keep it. */
  readonly source: string;
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
    const keeper = keeperText(name, plan);
    const since = configured ? writtenAt(name) : generatedAt(name, args);
    return {
      name,
      source: keeper ?? (configured ? "config" : "generated"),
      users: users[name] ?? [],
      rotation: secretDefinitions[name].rotation,
      since: keeper === undefined ? since : undefined,
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
  const given = ungeneratedSecrets.flatMap((name): readonly ListedSecret[] => {
    const keeper = keeperText(name, plan);
    const since = keeper === undefined ? writtenAt(name) : undefined;
    return keeper === undefined && !keys.includes(name)
      ? []
      : [{ name, source: keeper ?? "config", users: users[name] ?? [], rotation: "rolling", since }];
  });
  return [...own, ...next, ...given, ...extra(args)];
}

/** When a value was generated; undefined where the resource it came from is gone. */
function generatedAt(name: SecretName, { resources }: ListingArgs): string | undefined {
  const state = resources.map(({ urn, type, outputs = {} }) => ({ type, name: nameOf(urn), outputs }));
  const createdAs = (wanted: string) =>
    resources.find(({ urn, type }) => type === wanted && nameOf(urn) === name)?.created;
  const isCarried = keptNames(state).includes(name);
  return createdAs(retiredSecretType) ?? (isCarried ? undefined : createdAs(generatedSecretType));
}

/** Where others keep a secret, in words for people; undefined where the stack does. */
function keeperText(id: string, { secretSources }: Plan): string | undefined {
  const source = sourceOf(id, secretSources);
  switch (source.kind) {
    case "stack":
      return undefined;
    case "existing":
      return `Secret ${source.secretName}, ${source.key}`;
    case "external":
      return `store, ${source.remote.key}`;
  }
}

function extra({ plan, extraSecrets, writtenAt }: ListingArgs): readonly ListedSecret[] {
  const kept = plan.services.map(
    ({ service: { id } }) => [id, variablesKeptFor(id, plan.secretSources)] as const,
  );
  return [...Object.entries(extraSecrets), ...kept].flatMap(([id, variables]) => {
    const user = plan.services.find(({ service }) => service.id === id)?.service.name;
    return variables.map((variable): ListedSecret => {
      const keeper = keeperText(variableId(id, variable), plan);
      return {
        name: keeper === undefined ? `extraSecrets.${id}.${variable}` : `${id}.${variable}`,
        source: keeper ?? "config",
        users: user === undefined ? [] : [user],
        rotation: "rolling",
        since: keeper === undefined ? writtenAt("extraSecrets") : undefined,
      };
    });
  });
}
