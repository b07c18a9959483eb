import { z } from "zod";
import {
  cidr,
  databaseName,
  maintenance,
  matching,
  postgresVersion,
  text,
  wholeNumber,
  yesOrNo,
} from "../../components/config/fields/fields";
import type { DeepReadonly } from "../../components/values/deep-readonly";

const role = z.strictObject({
  role: matching(
    /^(roles|projects\/[^/]+\/roles|organizations\/\d+\/roles)\/[\w.]+$/,
    "a role such as roles/viewer",
  ),
  bucket: matching(/^[a-z0-9][-_.a-z0-9]{1,220}[a-z0-9]$/, "the name of a bucket")
    .optional()
    .describe("The bucket that it may be used on. Default: the whole project."),
});

const account = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("new"),
    accountId: matching(
      /^[a-z]([-a-z0-9]{4,28}[a-z0-9])$/,
      "an id of 6 to 30 lower-case letters, digits and hyphens",
    )
      .optional()
      .describe("Id of the account. Default: the namespace and the component."),
    roles: z.array(role).default([]).describe("What it may do."),
  }),
  z.strictObject({
    kind: z.literal("existing"),
    email: matching(
      /^[^@\s]+@[^@\s]+\.gserviceaccount\.com$/,
      "an address such as flows@acme-prod.iam.gserviceaccount.com",
    ).describe(
      "An account that lets the pods' ServiceAccount use it already (roles/iam.workloadIdentityUser).",
    ),
  }),
]);

/** A service account of Google Cloud for the pods of one ServiceAccount, by Workload Identity Federation. */
export const gcpIdentity = z.strictObject({
  kind: z.literal("gcp"),
  account: account
    .prefault({ kind: "new" })
    .describe(
      "The account, which this ServiceAccount alone may use. Default: a new one that may do nothing.",
    ),
});

export type GcpIdentity = DeepReadonly<z.output<typeof gcpIdentity>>;

/** The project that servers are made in. */
export const gcpProject = z.strictObject({
  project: matching(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/, "a project id").describe(
    "Project of the servers and the cluster.",
  ),
  region: matching(/^[a-z]+-[a-z]+\d+$/, "a region such as europe-west1").describe("Region of the servers."),
  network: text
    .optional()
    .describe("VPC network by name or self link. Default: the GKE cluster's, looked up."),
  workloadPool: matching(/^[a-z][-a-z0-9:.]*\.svc\.id\.goog$/, "a pool such as acme-prod.svc.id.goog")
    .optional()
    .describe("The cluster's pool of Workload Identity, for accounts of pods. Default: looked up."),
  services: z
    .discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("new"),
        range: cidr.describe("A free range of at least /24, preferably /20, that is set aside for servers."),
      }),
      z.strictObject({
        kind: z.literal("existing"),
        name: text.describe("Name of the range that the network has set aside for Google's services."),
        range: cidr.optional().describe("Its addresses. Default: looked up."),
      }),
    ])
    .describe(
      "Private services access of the network: made with the first server, or there already, as a network can have one connection only.",
    ),
});

/** A GKE cluster, looked up by its name in the project of `clouds.gcp`. */
export const gkeCluster = {
  kind: z.literal("gke"),
  name: matching(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/, "the name of a GKE cluster"),
  location: matching(/^[a-z]+-[a-z]+\d+(-[a-z])?$/, "a region or zone such as europe-west1-b")
    .optional()
    .describe("Region or zone of the cluster. Default: the region of `clouds.gcp`."),
  privateEndpoint: yesOrNo
    .default(false)
    .describe("Use the address of the API that only the network reaches."),
};

const kmsKey = matching(
  /^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/,
  "the name of a key such as projects/P/locations/L/keyRings/R/cryptoKeys/K",
)
  .optional()
  .describe("Key of yours for data at rest; it cannot be changed later. Default: Google's.");

const identifier = (longest: number) =>
  matching(
    new RegExp(`^[a-z]([-a-z0-9]{0,${longest - 2}}[a-z0-9])?$`),
    `an identifier of at most ${longest} lower-case letters, digits and hyphens`,
  ).optional();

/** Postgres as an instance of Cloud SQL. */
export const gcpDatabase = z.strictObject({
  kind: z.literal("gcp"),
  name: databaseName,
  identifier: identifier(80).describe(
    "Name of the instance. Default: the namespace and `-postgres`. A deleted instance's name is free again after a week.",
  ),
  version: postgresVersion,
  edition: z.enum(["ENTERPRISE", "ENTERPRISE_PLUS"]).default("ENTERPRISE"),
  tier: text
    .default("db-custom-2-8192")
    .describe("Size: two CPUs and 8 GiB; ENTERPRISE_PLUS has other names."),
  highAvailability: yesOrNo
    .default(true)
    .describe("A standby in another zone; it doubles the price of the instance."),
  sizeGi: wholeNumber(10, 65536)
    .default(100)
    .describe("Storage (SSD) in GiB to begin with; it never shrinks."),
  maximumGi: wholeNumber(10, 65536)
    .default(500)
    .describe("Size in GiB that the storage may grow to by itself."),
  maxConnections: wholeNumber(200, 10000).default(300).describe("max_connections; OpenOps needs about 200."),
  kmsKey,
  retainedBackups: wholeNumber(7, 365).default(7).describe("Daily backups that are kept."),
  logRetentionDays: wholeNumber(1, 35)
    .default(7)
    .describe("Days of which any moment can be restored; more than 7 needs ENTERPRISE_PLUS."),
  backupHour: wholeNumber(0, 23).default(2).describe("Hour in UTC at which backups are made."),
  maintenance,
  queryInsights: yesOrNo
    .default(true)
    .describe("Keep figures of queries for seven days, which costs nothing."),
  certificate: z
    .enum(["shared", "instance"])
    .default("shared")
    .describe(
      "Authority that signs the server's certificate: a regional one, and the name in it is verified (verify-full), or one of the instance's own that puts no host name in (verify-ca).",
    ),
  restore: z
    .strictObject({
      source: text.describe("Name of the instance that is cloned."),
      time: z
        .union([z.literal("latest"), z.iso.datetime()], "latest, or a time such as 2026-11-25T03:00:00Z")
        .default("latest")
        .describe("The last moment that is restored, or the latest there is."),
    })
    .optional()
    .describe("What a new instance begins with; it has no meaning for one that exists."),
});

/** Redis as an instance of Memorystore. */
export const gcpCache = z.strictObject({
  kind: z.literal("gcp"),
  identifier: identifier(40).describe("Name of the instance. Default: the namespace and `-redis`."),
  memoryGi: wholeNumber(1, 300).default(1).describe("Memory in GiB."),
  highAvailability: yesOrNo
    .default(true)
    .describe("A replica in another zone that takes over; it doubles the price."),
  encryption: yesOrNo
    .default(true)
    .describe("Encrypt connections; without, they are in clear inside the network."),
  kmsKey,
  snapshotHours: z
    .union([z.literal(1), z.literal(6), z.literal(12), z.literal(24)], "1, 6, 12 or 24")
    .default(1)
    .describe("Hours between snapshots on disk."),
  maintenance,
});

export type GcpProject = DeepReadonly<z.output<typeof gcpProject>>;
export type GcpDatabase = DeepReadonly<z.output<typeof gcpDatabase>>;
export type GcpCache = DeepReadonly<z.output<typeof gcpCache>>;
