import * as pulumi from "@pulumi/pulumi";
import type { Store } from "../resources/provider-contract";
import { Authorities } from "../resources/stores/trusted-authorities";
import type { ComponentOptions } from "../resources/component";
import type { LoadedConfig } from "../resources/loaded-config";
import type { PodIdentities } from "../resources/stores/pod-identity";
import { type SecretValueName, registryPassword } from "../values/secret-definitions";
import type { StoreName } from "../values/text";
import { PullSecret } from "../resources/secrets/pull-secret";
import { textResolver } from "../resources/text-resolver";
import type { ClientScope, NamespaceScope, Scope } from "../resources/scope";
import { secretStoreOf } from "../resources/secrets/secret-store-reference";
import type { StackSecrets } from "../resources/secrets/stack-secrets";
import { serverValues } from "./located-stores";

interface SharedArgs {
  readonly secrets: StackSecrets;
  readonly options: ComponentOptions;
}

/** What every part of one deployment shares; makes the pull secret, where there is one. */
export function sharedScope(scope: NamespaceScope, { secrets, options }: SharedArgs): Scope {
  const { credentials } = scope.plan.images;
  return {
    ...scope,
    secretChecksum: (ids) => secrets.checksum(ids),
    secretStore: secretStoreOf(scope, options),
    pullSecret:
      credentials === undefined
        ? undefined
        : new PullSecret(
            "pull-secret",
            { scope, credentials, password: secrets.value(registryPassword) },
            options,
          ).secretName,
  };
}

interface ClientArgs {
  readonly loaded: LoadedConfig;
  readonly secret: (name: SecretValueName) => pulumi.Output<string>;
  readonly stores: Readonly<Record<StoreName, Store>>;
  readonly identities: PodIdentities;
  readonly options: ComponentOptions;
}

/** What the parts that use the stores share besides; makes the objects with the authorities to trust. */
export function clientScope(
  scope: Scope,
  { loaded, secret, stores, identities, options }: ClientArgs,
): ClientScope {
  const { database, cache } = stores;
  const { endpoints, serverPassword } = serverValues(stores);
  const { mount, objects } = new Authorities(
    "authorities",
    { scope, stores: { database: database.authority, cache: cache.authority } },
    options,
  );
  const extraSecret = (service: string, variable: string) =>
    pulumi.secret(loaded.extraSecrets[service]?.[variable] ?? "");
  return {
    ...scope,
    endpoints,
    authorities: mount,
    authorityObjects: objects,
    cachePassword: cache.password,
    identities,
    resolve: textResolver({ secret, extraSecret, serverPassword, endpoints }),
  };
}
