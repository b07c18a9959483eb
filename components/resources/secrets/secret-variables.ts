import * as core from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import { externalSecret } from "./external-secret";
import { byKeeper, sourceOfReference, type ExistingSecret } from "../../plan/secrets/secret-sources";
import { firstOfEach } from "../../values/entries";
import { referencesOf, type Text } from "../../values/text";
import { childOptions, secretMetadata, type Scope } from "../scope";
import type { SecretTextsArgs } from "./secret-texts";
import { named } from "../component";

/** How a container gets its secret variables. */
export interface SecretVariables {
  /** Secrets whose keys all become variables. */
  readonly secretNames: readonly pulumi.Input<string>[];
  /** Variables from Secrets that others keep. */
  readonly variables: readonly input.core.v1.EnvVar[];
  /** Annotations by which a pod rolls when such a Secret has changed. */
  readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
}

/** What a container without secrets gets. */
export const noSecretVariables: SecretVariables = { secretNames: [], variables: [], annotations: {} };

const checksumAnnotation = "checksum/secrets";

/** Makes the Secrets of one workload, with exactly its variables, for each keeper of what is in them. */
export function secretVariables(parent: pulumi.Resource, args: SecretTextsArgs): SecretVariables {
  const { texts, scope } = args;
  const kept = byKeeper(texts, scope.plan.secretSources);
  const own = isEmpty(kept.stack) ? [] : [stackSecret(parent, { ...args, texts: kept.stack })];
  const external = isEmpty(kept.external) ? [] : [externalSecret(parent, { ...args, texts: kept.external })];
  return {
    secretNames: [...own, ...external],
    variables: existingVariables({ ...args, texts: kept.existing }),
    annotations: isEmpty(kept.existing)
      ? {}
      : { [checksumAnnotation]: scope.secretChecksum(existingOf(kept.existing, scope).map(({ id }) => id)) },
  };
}

/** A key of a Secret. */
export interface SecretKey {
  readonly name: pulumi.Input<string>;
  readonly key: string;
}

/** Puts one secret text where something can read it by a key; a Secret that has it as it is, is named itself. */
export function secretKey(
  parent: pulumi.Resource,
  { text, key, ...args }: Omit<SecretTextsArgs, "texts"> & { readonly text: Text; readonly key: string },
): SecretKey {
  const texts = { [key]: text };
  const kept = byKeeper(texts, args.scope.plan.secretSources);
  const [existing] = existingOf(kept.existing, args.scope);
  if (existing !== undefined && text.parts.length === 1) {
    return { name: existing.secretName, key: existing.key };
  }
  const make = isEmpty(kept.external) ? stackSecret : externalSecret;
  return { name: make(parent, { ...args, texts }), key };
}

/**
 * Makes the one Secret whose keys are files of a workload. What others keep in a Secret is copied into it,
 * since a file has more in it than the secret.
 */
export function secretFiles(parent: pulumi.Resource, args: SecretTextsArgs): pulumi.Output<string> {
  const { secretSources } = args.scope.plan;
  const sources = Object.values(args.texts)
    .flatMap(referencesOf)
    .map((reference) => sourceOfReference(reference, secretSources).kind);
  return sources.includes("external") ? externalSecret(parent, args) : stackSecret(parent, args);
}

function isEmpty(texts: Readonly<Record<string, Text>>): boolean {
  return Object.keys(texts).length === 0;
}

function stackSecret(
  parent: pulumi.Resource,
  { scope, component, name, texts, resolve }: SecretTextsArgs,
): pulumi.Output<string> {
  const { immutable } = scope.plan.secrets;
  const secret = new core.Secret(
    named(parent, name),
    {
      metadata: secretMetadata(scope, component),
      ...(immutable ? { immutable } : {}),
      stringData: Object.fromEntries(
        Object.entries(texts).map(([variable, text]) => [variable, pulumi.secret(resolve(text))]),
      ),
    },
    childOptions(scope, parent),
  );
  return secret.metadata.name;
}

function existingOf(texts: Readonly<Record<string, Text>>, scope: Scope): readonly ExistingSecret[] {
  const sources = Object.values(texts)
    .flatMap(referencesOf)
    .map((reference) => sourceOfReference(reference, scope.plan.secretSources))
    .filter((source) => source.kind === "existing");
  return firstOfEach(sources, ({ id }) => id);
}

/**
 * Variables that name the Secret which others keep. One that has more in it than the secret, such as a
 * URL, is put together by Kubernetes from a variable before it.
 */
function existingVariables(args: SecretTextsArgs): readonly input.core.v1.EnvVar[] {
  const { scope, texts } = args;
  const entries = Object.entries(texts);
  const parts = Object.fromEntries(entries.filter(([, { parts }]) => parts.length > 1));
  return [
    ...existingOf(parts, scope).map((source) => fromSecret(partName(source), source)),
    ...entries.map(([variable, text]) => {
      const [whole] = text.parts.length === 1 ? existingOf({ [variable]: text }, scope) : [];
      return whole === undefined
        ? { name: variable, value: puttingTogether(text, args) }
        : fromSecret(variable, whole);
    }),
  ];
}

function fromSecret(variable: string, { secretName, key }: ExistingSecret): input.core.v1.EnvVar {
  return { name: variable, valueFrom: { secretKeyRef: { name: secretName, key } } };
}

/** The variable with the secret alone: POSTGRES_APP_PASSWORD of postgresAppPassword. */
function partName({ id }: ExistingSecret): string {
  return id.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}

/** Kubernetes fills in variables in parentheses after a dollar sign. */
function puttingTogether({ parts }: Text, { scope, resolve }: SecretTextsArgs): pulumi.Input<string> {
  return resolve({
    parts: parts.map((part) => {
      if (typeof part === "string") {
        return part;
      }
      const source = sourceOfReference(part, scope.plan.secretSources);
      return source.kind === "existing" ? `$(${partName(source)})` : part;
    }),
  });
}
