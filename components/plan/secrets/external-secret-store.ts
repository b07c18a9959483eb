import type { ExternalSettings } from "./secret-sources";
import { defined } from "../../values/entries";

/** The version of External Secrets' objects. */
export const externalSecretsVersion = "external-secrets.io/v1";

type StoreSettings = ExternalSettings["store"];

/** A store that the stack declares. */
export type DeclaredStoreSettings = Exclude<StoreSettings, { readonly kind: "existing" }>;

/** What a store is told, as External Secrets wants it. */
export type StoreProvider = Readonly<Record<string, unknown>>;

/**
 * Where External Secrets reads, and as whom.
 *
 * @param account the ServiceAccount that reads; undefined for the identity of External Secrets itself
 */
export function storeProvider(store: DeclaredStoreSettings, account: string | undefined): StoreProvider {
  const reader = account === undefined ? {} : { serviceAccountRef: { name: account } };
  switch (store.kind) {
    case "aws":
      return {
        aws: {
          service: "SecretsManager",
          region: store.region,
          ...defined({ role: store.roleArn }),
          ...(account === undefined ? {} : { auth: { jwt: reader } }),
        },
      };
    case "gcp":
      return {
        gcpsm: {
          projectID: store.project,
          ...(account === undefined
            ? {}
            : { auth: { workloadIdentity: { ...clusterOf(store), ...reader } } }),
        },
      };
    case "azure":
      return {
        azurekv: {
          vaultUrl: store.vaultUrl,
          authType: account === undefined ? "ManagedIdentity" : "WorkloadIdentity",
          ...defined({ tenantId: store.tenantId }),
          ...reader,
        },
      };
    case "vault":
      return {
        vault: {
          server: store.server,
          path: store.mount,
          version: store.version,
          ...defined({ namespace: store.namespace }),
          auth: { kubernetes: { mountPath: store.authMount, role: store.role, ...reader } },
        },
      };
  }
}

function clusterOf({ clusterLocation, clusterName }: Extract<StoreSettings, { readonly kind: "gcp" }>) {
  return defined({ clusterLocation, clusterName });
}
