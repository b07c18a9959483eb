import type { CacheProfile, DatabaseProfile } from "../store-profile";
import type { AwsCache, AwsDatabase } from "./config";

/** TCP ports of the servers. */
export const awsPorts = { database: 5432, cache: 6379 } as const;

/** The administrator of RDS, a member of rds_superuser and no superuser. */
export const awsAdminRole = "postgres";

const common = {
  location: "addresses",
  volume: undefined,
  certManager: false,
  passwordFrom: "stack",
  existing: false,
  cloud: "aws",
} as const;

/** RDS, as planning sees it: its certificates are signed by authorities of its region alone. */
export function awsDatabaseProfile({ version, identifier, kmsKeyId }: AwsDatabase): DatabaseProfile {
  return {
    ...common,
    port: awsPorts.database,
    tls: { mode: "verify-full", authority: "private" },
    adminRole: awsAdminRole,
    fixed: { identifier, kmsKeyId },
    version: { major: version, path: "database.version", upgradesInPlace: true },
  };
}

/** ElastiCache, as planning sees it: its certificates are signed by Amazon's public authorities. */
export function awsCacheProfile({ identifier, kmsKeyId }: AwsCache): CacheProfile {
  return {
    ...common,
    port: awsPorts.cache,
    tls: { mode: "verify-full", authority: "public" },
    databases: "many",
    passwordRule: { takes: (password) => password.length >= 16, expected: "at least 16 characters" },
    fixed: { identifier, kmsKeyId },
  };
}
