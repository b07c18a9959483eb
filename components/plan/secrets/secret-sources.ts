import { serviceIds } from "../../stack/declared-services";
import type { ServiceId } from "../../services/service-registry";
import { childPath } from "../../config/layers";
import type { StackConfig } from "../../stack/stack-config";
import { keepableSecrets, type SecretValueName } from "../../values/secret-definitions";
import { referencesOf, type Reference, type Text } from "../../values/text";

/** A secret of the stack's own, or a user's variable as `SERVICE.VARIABLE`. */
export type SecretId = string;

/** A secret in a Secret that others keep in the stack's namespace. */
export interface ExistingSecret {
  readonly kind: "existing";
  readonly id: SecretId;
  readonly secretName: string;
  readonly key: string;
  /** Where the configuration says so. */
  readonly path: string;
}

/** A secret that External Secrets brings from a store. */
export interface ExternalSecretSource {
  readonly kind: "external";
  readonly id: SecretId;
  readonly remote: ExternalSettings["keys"][string];
  readonly path: string;
}

/** `stack`: the stack knows the value, from its configuration or because it generated it. */
export type SecretSource = { readonly kind: "stack" } | ExistingSecret | ExternalSecretSource;

/** What the configuration says of External Secrets. */
export type ExternalSettings = Exclude<StackConfig["secrets"]["external"], undefined>;

const ofStack: SecretSource = { kind: "stack" };

/** Every secret that somebody else keeps, in the order of the configuration. */
export type SecretSources = readonly (ExistingSecret | ExternalSecretSource)[];

/** Who keeps the secrets that the stack does not know. */
export function sourcesOf({ secrets: { existing, external } }: StackConfig): SecretSources {
  const inSecrets = Object.entries(existing).flatMap(([secretName, keys]) =>
    Object.entries(keys).map(([id, key]): ExistingSecret => {
      const path = childPath(childPath("secrets.existing", secretName), id);
      return { kind: "existing", id, secretName, key, path };
    }),
  );
  const inStore = Object.entries(external?.keys ?? {}).map(([id, remote]): ExternalSecretSource => {
    return { kind: "external", id, remote, path: childPath("secrets.external.keys", id) };
  });
  return [...inSecrets, ...inStore];
}

/** Where the value of a secret is kept. */
export function sourceOf(id: SecretId | SecretValueName, sources: SecretSources): SecretSource {
  return sources.find((source) => source.id === id) ?? ofStack;
}

/** The name of a user's variable among secrets. */
export function variableId(service: string, variable: string): SecretId {
  return `${service}.${variable}`;
}

/** The variables of users' own that others keep, for one service. */
export function variablesKeptFor(service: ServiceId, sources: SecretSources): readonly string[] {
  const prefix = variableId(service, "");
  return sources.filter(({ id }) => id.startsWith(prefix)).map(({ id }) => id.slice(prefix.length));
}

/** Whether a name is that of a secret or of a service's variable. */
export function isSecretId(id: string): boolean {
  const [service, variable, ...more] = id.split(".");
  const isVariable = /^[A-Z_][A-Z0-9_]*$/.test(variable ?? "") && more.length === 0;
  return (
    keepableSecrets.includes(id) ||
    (isVariable && serviceIds.some((known) => known !== "gateway" && known === service))
  );
}

/** Where what a reference stands for is kept. */
export function sourceOfReference(reference: Reference, sources: SecretSources): SecretSource {
  switch (reference.kind) {
    case "secret":
      return sourceOf(reference.name, sources);
    case "extra-secret":
      return sourceOf(variableId(reference.service, reference.variable), sources);
    case "server-password":
    case "endpoint":
      return ofStack;
  }
}

/** Secret texts by who keeps what is in them. */
export interface KeptTexts {
  readonly stack: Readonly<Record<string, Text>>;
  readonly existing: Readonly<Record<string, Text>>;
  readonly external: Readonly<Record<string, Text>>;
}

/** Sorts texts by the keeper of their secrets; a text has secrets of one keeper only. */
export function byKeeper(texts: Readonly<Record<string, Text>>, sources: SecretSources): KeptTexts {
  const of = (kind: SecretSource["kind"]) =>
    Object.fromEntries(Object.entries(texts).filter(([, text]) => keeperOf(text, sources) === kind));
  return { stack: of("stack"), existing: of("existing"), external: of("external") };
}

function keeperOf(text: Text, sources: SecretSources): SecretSource["kind"] {
  const keepers = referencesOf(text)
    .filter(({ kind }) => kind !== "endpoint")
    .map((reference) => sourceOfReference(reference, sources).kind);
  const [keeper = "stack"] = keepers;
  if (keepers.some((other) => other !== keeper)) {
    throw new Error("A variable is declared with secrets of two keepers in it");
  }
  return keeper;
}
