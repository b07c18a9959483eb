import type { CacheProfile, DatabaseProfile, ServerTls } from "../store-profile";
import type { ExternalCache, ExternalDatabase } from "./config";

/** A Postgres server that exists, as planning sees it. */
export function externalDatabaseProfile(config: ExternalDatabase): DatabaseProfile {
  return { ...commonProfile(config), adminRole: config.adminRole, version: undefined };
}

/** A Redis server that exists, as planning sees it. */
export function externalCacheProfile(config: ExternalCache): CacheProfile {
  return { ...commonProfile(config), databases: config.databases };
}

function commonProfile({ port, tls, credentials }: ExternalDatabase | ExternalCache) {
  return {
    port,
    tls: serverTls(tls),
    location: "addresses",
    volume: undefined,
    certManager: false,
    passwordFrom: credentials.kind === "secret" ? credentials : "stack",
    existing: true,
  } as const;
}

function serverTls(tls: ExternalDatabase["tls"]): ServerTls | undefined {
  return tls.kind === "off"
    ? undefined
    : { mode: tls.kind, authority: tls.authority.kind === "public" ? "public" : "private" };
}
