import type { CacheProfile, DatabaseProfile } from "../store-profile";
import type { AwsCache, AwsDatabase, AwsIdentity } from "./config";
import type { IdentityProfile } from "../identity-profile";
import type { PolicyRule } from "../../components/values/network-rule";

/** Addresses of the EKS Pod Identity Agent, the same in every cluster. */
const agentAddresses = ["169.254.170.23/32", "fd00:ec2::23/128"] as const;

/** The annotation by which EKS gives pods the credentials of a role. */
export const roleAnnotation = "eks.amazonaws.com/role-arn";

/** The metadata service of EC2, which gives pods the credentials of their node. */
export const nodeCredentials: PolicyRule = {
  peers: [{ kind: "addresses", cidr: "169.254.169.254/32", except: [] }],
  ports: [80],
};

/** A role of IAM, as planning sees it. */
export function awsIdentityProfile({ via }: AwsIdentity): IdentityProfile {
  const common = { podLabels: {} } as const;
  return via === "irsa"
    ? { ...common, annotation: roleAnnotation, egress: [], byVariables: false }
    : {
        ...common,
        annotation: undefined,
        egress: [
          { peers: agentAddresses.map((cidr) => ({ kind: "addresses", cidr, except: [] })), ports: [80] },
        ],
        byVariables: true,
      };
}

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
