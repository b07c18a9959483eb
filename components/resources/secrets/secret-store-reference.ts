import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { Component, named, type ComponentOptions } from "../component";
import {
  externalSecretsVersion,
  storeProvider,
  type DeclaredStoreSettings,
} from "../../plan/secrets/external-secret-store";
import { childOptions, stackMetadata, type NamespaceScope, type SecretStoreReference } from "../scope";
import { defined, nonEmpty } from "../../values/entries";

interface SecretStoreArgs {
  readonly scope: NamespaceScope;
  readonly store: DeclaredStoreSettings;
}

/** Name of the store and of the account that reads it; the account's is what a cloud's identity names. */
const storeName = "openops-secrets";

/** Where External Secrets reads for this stack, and the account as which it does. */
export class SecretStore extends Component {
  readonly reference: SecretStoreReference;

  constructor(name: string, { scope, store }: SecretStoreArgs, options: ComponentOptions) {
    super("index:SecretStore", name, options);
    const account = accountOf(this, { scope, store });
    const resource = new CustomResource(
      named(this, storeName),
      {
        apiVersion: externalSecretsVersion,
        kind: "SecretStore",
        metadata: stackMetadata(scope, storeName),
        spec: { provider: storeProvider(store, account && storeName) },
      },
      { ...childOptions(scope, this), dependsOn: account === undefined ? [] : [account] },
    );
    this.reference = { kind: "SecretStore", name: resource.metadata.name };
    this.registerOutputs({ ...this.reference });
  }
}

/** Vault knows nobody but accounts; the clouds also know External Secrets itself. */
function accountOf(
  parent: pulumi.Resource,
  { scope, store }: SecretStoreArgs,
): core.ServiceAccount | undefined {
  const annotations = { ...scope.plan.annotations, ...store.identity };
  if (store.kind !== "vault" && Object.keys(store.identity).length === 0) {
    return undefined;
  }
  return new core.ServiceAccount(
    named(parent, storeName),
    {
      metadata: {
        ...stackMetadata(scope, storeName),
        ...defined({ annotations: nonEmpty(annotations) }),
      },
      automountServiceAccountToken: false,
    },
    childOptions(scope, parent),
  );
}

/** The store that a stack's secrets come from, declared where the configuration says so. */
export function secretStoreOf(
  scope: NamespaceScope,
  options: ComponentOptions,
): SecretStoreReference | undefined {
  const { externalSecrets } = scope.plan;
  if (externalSecrets === undefined) {
    return undefined;
  }
  const { store } = externalSecrets;
  return store.kind === "existing"
    ? { kind: store.storeKind, name: store.name }
    : new SecretStore("secret-store", { scope, store }, options).reference;
}
