import type { CacheProfile, DatabaseProfile, ServerTls } from "../store-profile";
import type { InClusterCache, InClusterDatabase } from "./config";

/** TCP ports of the servers in the cluster. */
export const storePorts = { database: 5432, cache: 6379 } as const;

/** The administrator that the image of Postgres makes, a superuser. */
export const adminRole = "postgres";

/** The path of the image's tag, whose major version a volume belongs to. */
const tagPath = "images.postgres.tag";

/** Postgres as a StatefulSet, as planning sees it. */
export function inClusterDatabaseProfile(config: InClusterDatabase, imageTag: string): DatabaseProfile {
  return {
    ...commonProfile(config),
    port: storePorts.database,
    adminRole,
    version: { major: imageTag.split(/[.-]/)[0] ?? "", path: tagPath, upgradesInPlace: false },
  };
}

/** Redis as a StatefulSet, as planning sees it. */
export function inClusterCacheProfile(config: InClusterCache): CacheProfile {
  return { ...commonProfile(config), port: storePorts.cache, databases: "many" };
}

function commonProfile({ tls, storage }: InClusterDatabase | InClusterCache) {
  const serverTls: ServerTls = { mode: "verify-full", authority: "private" };
  return {
    tls: tls.kind === "off" ? undefined : serverTls,
    location: "pods",
    volume: storage,
    authorities: tls.kind === "generated" ? tls : undefined,
    certManager: tls.kind === "cert-manager",
    passwordFrom: "stack",
    existing: false,
  } as const;
}
