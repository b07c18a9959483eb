import { cacheProfile } from "./store-profiles";
import type { BaseConfig } from "../config/base-config";
import {
  nextName,
  type RotatingSecrets,
  type OverlappingSecret,
  type SecretValueName,
} from "../values/secret-definitions";

/** A role that owns one logical database. */
export interface OwnedDatabase {
  readonly database: string;
  readonly role: string;
  readonly passwordSecret: OverlappingSecret;
}

/** A role with the secret that holds its password. */
export interface DatabaseLogin {
  readonly role: string;
  readonly passwordSecret: SecretValueName;
}

/** A second role beside the owner, for clients that use the next password already. */
export function nextLogin({ role, passwordSecret }: OwnedDatabase): DatabaseLogin {
  return { role: `${role}_next`, passwordSecret: nextName(passwordSecret) };
}

/** The login that the clients of a database use. */
export function clientLogin(owned: OwnedDatabase, rotating: RotatingSecrets): DatabaseLogin {
  return rotating.includes(owned.passwordSecret) ? nextLogin(owned) : owned;
}

/** The role analytics reads the database of tables with, and nothing else. */
export const tablesReadLogin = {
  role: "openops_tables_ro",
  password: { kind: "secret", name: "postgresTablesReadPassword" },
} as const;

/** The role that reads Postgres' statistics for Prometheus. */
export const exporterLogin = {
  role: "openops_exporter",
  passwordSecret: "postgresExporterPassword",
} as const satisfies DatabaseLogin;

/** Names of the databases, their owners and the secrets with the owners' passwords. */
export function databasesOf(config: BaseConfig) {
  return {
    app: { database: config.database.name, role: "openops_app", passwordSecret: "postgresAppPassword" },
    tables: { database: "tables", role: "openops_tables", passwordSecret: "postgresTablesPassword" },
    analytics: {
      database: "analytics",
      role: "openops_analytics",
      passwordSecret: "postgresAnalyticsPassword",
    },
  } as const satisfies Readonly<Record<string, OwnedDatabase>>;
}

/** A database of a service, with who may sign in to it. */
export interface ServiceDatabase extends OwnedDatabase {
  readonly service: "app" | "tables" | "analytics";
  /** A role besides the owner that may connect. */
  readonly reader?: string;
}

/** The databases of a stack's services: known by the service, since names may differ between stacks. */
export function serviceDatabases(
  config: BaseConfig,
  { analytics: withAnalytics }: { readonly analytics: boolean },
): readonly ServiceDatabase[] {
  const { app, tables, analytics } = databasesOf(config);
  return withAnalytics
    ? [
        { service: "app", ...app },
        { service: "tables", ...tables, reader: tablesReadLogin.role },
        { service: "analytics", ...analytics },
      ]
    : [
        { service: "app", ...app },
        { service: "tables", ...tables },
      ];
}

/** The variable in which scripts expect the password of a role. */
export function passwordVariable(role: string): string {
  return `PASSWORD_OF_${role.toUpperCase()}`;
}

interface CacheDatabases {
  readonly app: number;
  readonly tables: number;
  readonly analytics: number;
}

/** The number of each client's database in Redis; names of keys tell them apart where there is one. */
export function cacheDatabasesOf(config: BaseConfig): CacheDatabases {
  return cacheProfile(config).databases === "many"
    ? { app: 0, tables: 1, analytics: 2 }
    : { app: 0, tables: 0, analytics: 0 };
}
