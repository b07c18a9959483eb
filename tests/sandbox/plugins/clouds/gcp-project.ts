import { gcp } from "../../../../sandbox/plugins/clouds/gcp";
import type { PropertyMap } from "../../../../sandbox/plugins/protocol/property-value";
import { type Changed, SimulatedCloud, changed } from "./simulated-cloud";

export const types = {
  database: "gcp:sql/databaseInstance:DatabaseInstance",
  user: "gcp:sql/user:User",
  cache: "gcp:redis/instance:Instance",
  range: "gcp:compute/globalAddress:GlobalAddress",
  connection: "gcp:servicenetworking/connection:Connection",
} as const;

export const network = "projects/shop-prod/global/networks/main";
export const range = {
  name: "openops-services",
  purpose: "VPC_PEERING",
  addressType: "INTERNAL",
  prefixLength: 20,
  network,
};
export const connection = {
  network,
  service: "servicenetworking.googleapis.com",
  reservedPeeringRanges: ["openops-services"],
};
export const ipConfiguration = {
  ipv4Enabled: false,
  privateNetwork: network,
  allocatedIpRange: "openops-services",
  serverCaMode: "GOOGLE_MANAGED_CAS_CA",
};
export const settings = {
  tier: "db-custom-2-7680",
  edition: "ENTERPRISE",
  availabilityType: "REGIONAL",
  diskSize: 50,
  backupConfiguration: { enabled: true, pointInTimeRecoveryEnabled: true, transactionLogRetentionDays: 7 },
  ipConfiguration,
};
export const database = {
  name: "openops",
  databaseVersion: "POSTGRES_17",
  region: "europe-west3",
  deletionProtection: false,
  settings,
};
export const cache = {
  name: "openops",
  tier: "STANDARD_HA",
  memorySizeGb: 5,
  redisVersion: "REDIS_7_2",
  region: "europe-west3",
  authorizedNetwork: network,
  connectMode: "PRIVATE_SERVICE_ACCESS",
  reservedIpRange: "openops-services",
  authEnabled: true,
  transitEncryptionMode: "SERVER_AUTHENTICATION",
  redisConfigs: { "maxmemory-policy": "noeviction" },
  deletionProtection: false,
};

/** The database with some settings changed. */
export function withSettings(changes: Changed): PropertyMap {
  return { ...database, settings: changed(settings, changes) };
}

/** A simulated project with a range of addresses for Google's services. */
export async function gcpProject(): Promise<SimulatedCloud> {
  const cloud = new SimulatedCloud(gcp, { project: "shop-prod", region: "europe-west3" });
  await cloud.configure();
  await cloud.create(types.range, range);
  return cloud;
}

/** Connects the network with Google's services. */
export async function connect(cloud: SimulatedCloud): Promise<void> {
  await cloud.create(types.connection, connection);
}
