import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import type * as pulumi from "@pulumi/pulumi";
import { sourceOfReference, type ExternalSecretSource } from "../../plan/secrets/secret-sources";
import { externalSecretsVersion } from "../../plan/secrets/external-secret-store";
import { defined, firstOfEach } from "../../values/entries";
import { referencesOf, type Text } from "../../values/text";
import { childOptions, secretMetadata, type Scope } from "../scope";
import type { SecretTextsArgs } from "./secret-texts";
import { named } from "../component";

/**
 * Lets External Secrets make a Secret with exactly the given texts, from a template of its own where
 * there is more in them than the secret.
 *
 * @returns the Secret's name. A changed text makes another one, so that the pods that use it roll; a
 *   value that changes in the store does not.
 */
export function externalSecret(parent: pulumi.Resource, args: SecretTextsArgs): pulumi.Output<string> {
  const { scope, component, name, texts, resolve } = args;
  const { refreshMinutes = 0 } = scope.plan.externalSecrets ?? {};
  const metadata = secretMetadata(scope, component);
  const secret = new CustomResource(
    named(parent, `${name}-external`),
    {
      apiVersion: externalSecretsVersion,
      kind: "ExternalSecret",
      metadata,
      spec: {
        refreshInterval: `${refreshMinutes}m`,
        secretStoreRef: scope.secretStore,
        target: {
          creationPolicy: "Owner",
          // Pods that run keep their Secret when the store loses a value.
          deletionPolicy: "Retain",
          template: {
            engineVersion: "v2",
            mergePolicy: "Replace",
            metadata: { labels: metadata.labels, annotations: metadata.annotations ?? {} },
            data: Object.fromEntries(
              Object.entries(texts).map(([variable, text]) => [variable, resolve(template(text, scope))]),
            ),
          },
        },
        data: sourcesIn(texts, scope).map((source) => ({
          secretKey: templateName(source),
          remoteRef: remoteReference(source),
        })),
      },
    },
    { ...childOptions(scope, parent), replaceOnChanges: ["spec"] },
  );
  return secret.metadata.name;
}

function sourcesIn(texts: Readonly<Record<string, Text>>, scope: Scope): readonly ExternalSecretSource[] {
  const sources = Object.values(texts)
    .flatMap(referencesOf)
    .map((reference) => sourceOfReference(reference, scope.plan.secretSources))
    .filter((source) => source.kind === "external");
  return firstOfEach(sources, ({ id }) => id);
}

function template({ parts }: Text, scope: Scope): Text {
  return {
    parts: parts.map((part) => {
      if (typeof part === "string") {
        return part;
      }
      const source = sourceOfReference(part, scope.plan.secretSources);
      return source.kind === "external" ? `{{ .${templateName(source)} }}` : part;
    }),
  };
}

function templateName({ id }: ExternalSecretSource): string {
  return id.replace(".", "_");
}

function remoteReference({ remote: { key, property, version } }: ExternalSecretSource) {
  return defined({ key, property, version });
}
