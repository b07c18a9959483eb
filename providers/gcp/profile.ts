import type { CacheProfile, DatabaseProfile } from "../store-profile";
import type { GcpCache, GcpDatabase } from "./config";
import type { IdentityProfile } from "../identity-profile";

/** The annotation by which GKE gives pods the credentials of a service account. */
export const accountAnnotation = "iam.gke.io/gcp-service-account";

/** A service account of Google Cloud, as planning sees it. */
export const gcpIdentityProfile: IdentityProfile = {
  annotation: accountAnnotation,
  podLabels: {},
  // The metadata server: where policies see it depends on whether the cluster has Dataplane V2.
  egress: [
    { peers: [{ kind: "addresses", cidr: "169.254.169.252/32", except: [] }], ports: [988] },
    { peers: [{ kind: "addresses", cidr: "169.254.169.254/32", except: [] }], ports: [80] },
  ],
  byVariables: false,
};

/** Cloud SQL's port. */
export const cloudSqlPort = 5432;

/** Memorystore's ports. */
const memorystorePorts = { encrypted: 6378, plain: 6379 } as const;

/** The administrator of Cloud SQL, a member of cloudsqlsuperuser and no superuser. */
export const cloudSqlAdminRole = "postgres";

const common = {
  location: "addresses",
  volume: undefined,
  certManager: false,
  existing: false,
} as const;

/** Cloud SQL, as planning sees it. */
export function gcpDatabaseProfile({
  version,
  certificate,
  identifier,
  kmsKey,
}: GcpDatabase): DatabaseProfile {
  return {
    ...common,
    port: cloudSqlPort,
    tls: { mode: certificate === "shared" ? "verify-full" : "verify-ca", authority: "private" },
    passwordFrom: "stack",
    adminRole: cloudSqlAdminRole,
    fixed: { identifier, kmsKey },
    version: { major: version, path: "database.version", upgradesInPlace: true },
  };
}

/** Memorystore, as planning sees it: the certificate is for its address, and Google makes the password. */
export function gcpCacheProfile({
  encryption,
  identifier,
  kmsKey,
  highAvailability,
}: GcpCache): CacheProfile {
  return {
    ...common,
    port: encryption ? memorystorePorts.encrypted : memorystorePorts.plain,
    tls: encryption ? { mode: "verify-ca", authority: "private" } : undefined,
    passwordFrom: "server",
    databases: "many",
    fixed: { identifier, kmsKey, highAvailability, encryption },
  };
}
