import { firstOfEach } from "../../values/entries";
import { setCommand, setSecretCommand, type Fault } from "../../values/fault";
import { backupNames, formerOwnLabels, hasLabels, objectName, storeNames } from "../../plan/names";
import type { Plan } from "../../plan/plan";
import type { ComponentName } from "../../plan/component-name";
import { sourceOf } from "../../plan/secrets/secret-sources";
import { secretDefinitions, type SecretName, type SecretValues } from "../../values/secret-definitions";
import { secretFingerprint, storedSecrets } from "../recorded/stored-secrets";

/** A Secret of the stack's namespace; its values may not be shown. */
export interface LiveSecret {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

/** The kinds of objects whose names pods, people and data know. */
export const namedKinds = ["Deployment", "StatefulSet", "Service"] as const;

/** An object whose name the stack may need. */
export interface LiveObject {
  readonly kind: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the stack's namespace has, whoever put it there. */
export interface LiveData {
  /** Those of the kinds above. */
  readonly objects: readonly LiveObject[];
  readonly claims: readonly string[];
  readonly secrets: readonly LiveSecret[];
}

/** What the update knows of it. */
export interface KnownData {
  /** The claims in the state of the stack. */
  readonly claims: readonly string[];
  /** Whether the state has objects of the namespace. */
  readonly namespace: boolean;
  /** Values that the configuration gives. */
  readonly given: SecretValues;
  /** Values that the state has. */
  readonly generated: SecretValues;
}

/** The claims that a stack of this plan may have data in. */
export function dataClaims({ tablesClaim }: Plan): readonly string[] {
  return [storeNames.database.claim, storeNames.cache.claim, tablesClaim, backupNames.claim];
}

/** A variable of a service's Secret that is a value and nothing else. */
interface SecretPlace {
  readonly secret: SecretName;
  readonly component: ComponentName;
  readonly variable: string;
}

/** Where pods get the values that something stored depends on. */
function placesOf({ services }: Plan): readonly SecretPlace[] {
  return services.flatMap(({ service, secretVariables }) =>
    Object.entries(secretVariables).flatMap(([variable, { parts }]) => {
      const [reference, ...others] = parts;
      if (typeof reference !== "object" || reference.kind !== "secret" || others.length > 0) {
        return [];
      }
      const secret = storedSecrets.find((name) => name === reference.name);
      return secret === undefined ? [] : [{ secret, component: service.id, variable }];
    }),
  );
}

/** A value that the cluster has of a secret. */
export interface LiveValue {
  readonly secretName: string;
  readonly variable: string;
  readonly value: string;
}

/** The values that Secrets of the namespace have of a secret, none of which may be shown. */
export function liveValues(
  secret: SecretName,
  plan: Plan,
  { secrets }: Pick<LiveData, "secrets">,
): readonly LiveValue[] {
  return placesOf(plan)
    .filter((place) => place.secret === secret)
    .flatMap(({ component, variable }) =>
      secrets
        .filter(({ name }) => name === objectName(component) || name.startsWith(`${objectName(component)}-`))
        .flatMap(({ name, values }) => {
          const value = values[variable];
          return value === undefined ? [] : [{ secretName: name, variable, value }];
        }),
    );
}

/** Whether a value is what the data in the cluster depends on, as far as that can be seen. */
function fits(
  secret: SecretName,
  live: readonly LiveValue[],
  { given, generated, namespace }: KnownData,
): boolean {
  const own = given[secret] ?? generated[secret];
  if (own === undefined) {
    return false;
  }
  const same = live.filter(({ value }) => value === own);
  // A key never changes, so another one beside it belongs to data that this one does not read.
  const isCertain =
    secretDefinitions[secret].rotation === "never" ? same.length === live.length : same.length > 0;
  return live.length === 0 ? namespace || given[secret] !== undefined : isCertain;
}

/** The value goes from one program to the other, so that nobody sees it. */
function saveCommand({ namespace }: Plan, { secretName, variable }: LiveValue, secret: SecretName): string {
  const read = `kubectl get secret ${secretName} -n ${namespace} -o go-template='{{.data.${variable} | base64decode}}'`;
  return `${read} | ${setSecretCommand(secret)}`;
}

interface Found {
  readonly live: readonly LiveValue[];
  /** The claims that the state does not know. */
  readonly claims: readonly string[];
  readonly known: KnownData;
}

function faultOf(secret: SecretName, plan: Plan, { live, claims, known }: Found): Fault {
  const own = known.given[secret];
  const [first] = live;
  return {
    path: secret,
    expected: expectedText(secret, plan, { live, claims }),
    got: own === undefined ? "a newly generated one" : `one${printOf(secret, own)} from the configuration`,
    why: `the state of this stack does not know what is in the namespace; ${secretDefinitions[secret].dependent ?? "what is stored depends on it"}`,
    fix:
      first === undefined
        ? `${setSecretCommand(secret)}, with the value from where it was saved`
        : `npm run secrets -- --from-cluster, or ${saveCommand(plan, first, secret)}`,
  };
}

/** Only what cannot be guessed is shown by its fingerprint. */
function printOf(secret: SecretName, value: string): string {
  return secretDefinitions[secret].rotation === "never"
    ? ` with the fingerprint ${secretFingerprint(secret, value)}`
    : "";
}

function expectedText(
  secret: SecretName,
  { namespace }: Plan,
  { live, claims }: Pick<Found, "live" | "claims">,
): string {
  // Several workloads have the same value: the first one stands for them.
  const [first, ...others] = firstOfEach(live, ({ value }) => value);
  if (first === undefined) {
    return `the value that the data in ${claims.join(", ")} depends on`;
  }
  const places = [first, ...others].map(({ secretName }) => `Secret ${secretName}`).join(" and ");
  return others.length === 0
    ? `the value${printOf(secret, first.value)} that ${places} of namespace ${namespace} has`
    : `the value that the data was written with, of those that ${places} of namespace ${namespace} have`;
}

/**
 * Objects of others that have names which the stack needs. They are never taken over: somebody else runs something by
 * them.
 */
export function foreignObjectFaults(plan: Plan, { objects }: Pick<LiveData, "objects">): readonly Fault[] {
  const own = neededNames(plan);
  return objects
    .filter(({ kind, name }) => namedKinds.some((needed) => needed === kind && own[needed].includes(name)))
    .filter(({ labels }) => !hasLabels(labels, formerOwnLabels))
    .map(({ kind, name }) => ({
      path: "namespace",
      expected: `a namespace where no ${kind} of others is called ${name}`,
      got: plan.namespace,
      why: "the stack needs that name, and what others run by it is not taken over",
      fix: `${setCommand("namespace", "ANOTHER")}; for an installation by Helm: npm run adopt`,
    }));
}

/** The names that the stack needs of each kind. */
function neededNames({
  services,
  stores,
  monitoring,
}: Plan): Readonly<Record<(typeof namedKinds)[number], readonly string[]>> {
  const inPods = (["database", "cache"] as const).filter(
    (store) => stores[store].profile.location === "pods",
  );
  const deployments = [
    ...services.map(({ service }) => service.name),
    ...(monitoring?.exporters ?? []).map(({ name }) => name),
  ];
  return {
    Deployment: deployments,
    StatefulSet: inPods.map((store) => storeNames[store].name),
    Service: [
      ...deployments,
      ...inPods.flatMap((store) => [storeNames[store].name, storeNames[store].headless]),
    ],
  };
}

/**
 * What has to be given before an update may take over objects of a namespace that could not be looked at.
 *
 * @param reason why it could not
 */
export function unseenDataFaults(plan: Plan, reason: string, known: KnownData): readonly Fault[] {
  return storedSecrets
    .filter(
      (secret) => sourceOf(secret, plan.secretSources).kind === "stack" && known.given[secret] === undefined,
    )
    .map((secret) => ({
      path: secret,
      expected: `the value that what is taken over was made with, since namespace ${plan.namespace} could not be looked at (${reason})`,
      got: "a newly generated one",
      why: secretDefinitions[secret].dependent,
      fix: `make kubectl work, or ${setSecretCommand(secret)}`,
    }));
}

/** Whether the state has the claims with the data that a stack of this plan keeps in the cluster in any case. */
export function knowsItsData({ stores, tablesClaim }: Plan, claims: readonly string[]): boolean {
  const database = stores.database.profile.location === "pods" ? [storeNames.database.claim] : [];
  return [...database, tablesClaim].every((name) => claims.includes(name));
}

/**
 * Secrets with another value than the data depends on that is in the cluster and not in the state: the state was
 * lost, is that of another stack, or is in another backend.
 *
 * @param live what the namespace has
 * @param known what the state and the configuration have
 */
export function unknownDataFaults(plan: Plan, live: LiveData, known: KnownData): readonly Fault[] {
  const claims = dataClaims(plan).filter(
    (name) => live.claims.includes(name) && !known.claims.includes(name),
  );
  const found = storedSecrets
    .filter((secret) => sourceOf(secret, plan.secretSources).kind === "stack")
    .map((secret) => ({ secret, live: liveValues(secret, plan, live) }));
  // Where the cluster has some of them, one that it lacks is that of a service that was not installed.
  const keysAreGone = claims.length > 0 && found.every((values) => values.live.length === 0);
  return found
    .filter(
      (values) =>
        values.live.length > 0 || (keysAreGone && secretDefinitions[values.secret].rotation === "never"),
    )
    .filter((values) => !fits(values.secret, values.live, known))
    .map((values) => faultOf(values.secret, plan, { live: values.live, claims, known }));
}
