import type { CacheProfile, DatabaseProfile } from "../store-profile";
import type { AzureCache, AzureDatabase } from "./config";
import type { IdentityProfile } from "../identity-profile";

/** The annotation that tells Azure's webhook which identity pods have. */
export const clientIdAnnotation = "azure.workload.identity/client-id";

/** A managed identity of Azure, as planning sees it. */
export const azureIdentityProfile: IdentityProfile = {
  annotation: clientIdAnnotation,
  podLabels: { "azure.workload.identity/use": "true" },
  // Microsoft Entra ID has public addresses.
  egress: [],
  byVariables: true,
};

/** TCP ports of the servers. */
export const azurePorts = { database: 5432, cache: 10000 } as const;

/** The administrator of a flexible server, a member of azure_pg_admin and no superuser. */
export const azureAdminRole = "openops_admin";

/** The service that a subnet of Postgres servers is delegated to. */
export const postgresDelegation = "Microsoft.DBforPostgreSQL/flexibleServers";

const common = {
  location: "addresses",
  tls: { mode: "verify-full", authority: "public" },
  volume: undefined,
  certManager: false,
  existing: false,
} as const;

/** Azure Database for PostgreSQL, as planning sees it. */
export function azureDatabaseProfile({
  version,
  identifier,
  geoRedundantBackup,
}: AzureDatabase): DatabaseProfile {
  return {
    ...common,
    port: azurePorts.database,
    passwordFrom: "stack",
    adminRole: azureAdminRole,
    passwordRule: {
      takes: (password) => [/[a-z]/, /[A-Z]/, /\d/, /[-_]/].filter((kind) => kind.test(password)).length >= 3,
      expected: "three of lower-case letters, upper-case letters, digits and signs",
    },
    fixed: { identifier, geoRedundantBackup },
    version: { major: version, path: "database.version", upgradesInPlace: true },
  };
}

/** Azure Managed Redis, as planning sees it: it has one database, and Azure makes the password. */
export function azureCacheProfile({ identifier }: AzureCache): CacheProfile {
  return {
    ...common,
    port: azurePorts.cache,
    passwordFrom: "server",
    databases: "one",
    fixed: { identifier },
  };
}
