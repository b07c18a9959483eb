import type { Cloud } from "../source";
import {
  gcpCache,
  gcpDatabase,
  gcpProject,
  gkeCluster,
  type GcpProject,
  gcpIdentity,
  type GcpIdentity,
} from "./config";
import { gcpIdentityProfile, gcpCacheProfile, gcpDatabaseProfile } from "./profile";

const labelName = /^[a-z][a-z0-9_-]{0,62}$/;
const labelValue = /^[a-z0-9_-]{0,63}$/;

/** Google Cloud: GKE, Cloud SQL, Memorystore, service accounts. */
export const gcp = {
  sdk: { name: "@pulumi/gcp", version: "9.37.0" },
  account: gcpProject.describe("The Google Cloud project."),
  cluster: gkeCluster,
  database: { schema: gcpDatabase, profile: gcpDatabaseProfile },
  cache: { schema: gcpCache, profile: gcpCacheProfile },
  identity: {
    schema: gcpIdentity,
    profile: () => gcpIdentityProfile,
    isExisting: ({ account }: GcpIdentity) => account.kind === "existing",
    clusterKey: "workloadPool",
    bucket: "gcs",
  },
  place: ({ project, region }: GcpProject) => ({ project, region }),
  missingKeys: ({ network }: GcpProject) =>
    network === undefined
      ? [{ key: "network", expected: "the network of the cluster", saidByCluster: true }]
      : [],
  tags: {
    takes: (name, value) => labelName.test(name) && labelValue.test(value),
    expected: "a name and a value of at most 63 lower-case letters, digits, hyphens or underscores",
    why: "is gcp, whose labels take no others, and names start with a letter",
  },
  serviceNames: {
    "gcp:sql": "Cloud SQL",
    "gcp:redis": "Memorystore",
    "gcp:servicenetworking": "Service Networking",
  },
  storeModules: ["gcp:sql", "gcp:redis", "gcp:memorystore"],
  open: () => import("./open"),
} as const satisfies Cloud;
