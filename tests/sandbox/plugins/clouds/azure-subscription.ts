import { azure } from "../../../../sandbox/plugins/clouds/azure";
import { SimulatedCloud } from "./simulated-cloud";

export const types = {
  subnet: "azure-native:network:Subnet",
  zone: "azure-native:privatedns:PrivateZone",
  link: "azure-native:privatedns:VirtualNetworkLink",
  endpoint: "azure-native:network:PrivateEndpoint",
  zoneGroup: "azure-native:network:PrivateDnsZoneGroup",
  server: "azure-native:dbforpostgresql:Server",
  configuration: "azure-native:dbforpostgresql:Configuration",
  cluster: "azure-native:redisenterprise:RedisEnterprise",
  database: "azure-native:redisenterprise:Database",
  lock: "azure-native:authorization:ManagementLockByScope",
} as const;

const resourceGroupName = "shop";
const subscription = "11111111-2222-3333-4444-555555555555";
export const group = `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}/providers`;
const network = `${group}/Microsoft.Network/virtualNetworks/main`;

export const subnet = {
  resourceGroupName,
  virtualNetworkName: "main",
  subnetName: "postgres",
  addressPrefix: "10.3.0.0/28",
  delegations: [{ name: "postgres", serviceName: "Microsoft.DBforPostgreSQL/flexibleServers" }],
};

export const zone = {
  resourceGroupName,
  privateZoneName: "openops.postgres.database.azure.com",
  location: "Global",
};

export const link = {
  resourceGroupName,
  privateZoneName: zone.privateZoneName,
  virtualNetworkLinkName: "main",
  virtualNetwork: { id: network },
  registrationEnabled: false,
  location: "Global",
};

/** A server that nothing is wrong with. */
export const server = {
  resourceGroupName,
  serverName: "openops",
  version: "17",
  administratorLogin: "openops_admin",
  administratorLoginPassword: "Correct1horse2battery3staple",
  sku: { name: "Standard_D2ds_v5", tier: "GeneralPurpose" },
  storage: { storageSizeGB: 64, autoGrow: "Enabled" },
  backup: { backupRetentionDays: 14, geoRedundantBackup: "Enabled" },
  highAvailability: { mode: "ZoneRedundant" },
  network: {
    delegatedSubnetResourceId: `${network}/subnets/postgres`,
    privateDnsZoneArmResourceId: `${group}/Microsoft.Network/privateDnsZones/${zone.privateZoneName}`,
    publicNetworkAccess: "Disabled",
  },
};

export const cluster = {
  resourceGroupName,
  clusterName: "openops",
  sku: { name: "Balanced_B5" },
  highAvailability: "Enabled",
  minimumTlsVersion: "1.2",
  publicNetworkAccess: "Disabled",
};

/** A Redis database that nothing is wrong with. */
export const database = {
  resourceGroupName,
  clusterName: "openops",
  databaseName: "default",
  clientProtocol: "Encrypted",
  clusteringPolicy: "NoCluster",
  evictionPolicy: "NoEviction",
  port: 10000,
  persistence: { aofEnabled: true, aofFrequency: "1s" },
  accessKeysAuthentication: "Enabled",
};

export const endpoint = {
  resourceGroupName,
  privateEndpointName: "openops-redis",
  subnet: { id: `${network}/subnets/endpoints` },
  privateLinkServiceConnections: [
    {
      name: "redis",
      privateLinkServiceId: `${group}/Microsoft.Cache/redisEnterprise/openops`,
      groupIds: ["redisEnterprise"],
    },
  ],
};

/** A simulated subscription with the network of a database and of a cache. */
export async function azureSubscription(): Promise<SimulatedCloud> {
  const cloud = new SimulatedCloud(azure, { subscriptionId: subscription, location: "West Europe" });
  await cloud.configure();
  await cloud.create(types.subnet, subnet);
  await cloud.create(types.zone, zone);
  await cloud.create(types.subnet, {
    resourceGroupName,
    virtualNetworkName: "main",
    subnetName: "endpoints",
    addressPrefix: "10.3.1.0/28",
  });
  return cloud;
}
