import type { Cloud, MissingKey } from "../source";
import type { StoreName } from "../../components/values/text";
import {
  aksCluster,
  azureCache,
  azureDatabase,
  azureSubscription,
  type AzureSubscription,
  azureIdentity,
  type AzureIdentity,
} from "./config";
import { azureIdentityProfile, azureCacheProfile, azureDatabaseProfile } from "./profile";

/** The subnet that each kind of server is put into. */
const subnets = {
  database: { key: "databaseSubnet", expected: "a subnet for Postgres alone" },
  cache: { key: "endpointSubnet", expected: "a subnet for Redis' private endpoint" },
} as const;

/** Microsoft Azure: AKS, Database for PostgreSQL, Managed Redis, managed identities. */
export const azure = {
  sdk: { name: "@pulumi/azure-native", version: "3.28.0" },
  account: azureSubscription.describe("The Azure subscription."),
  cluster: aksCluster,
  database: { schema: azureDatabase, profile: azureDatabaseProfile },
  cache: { schema: azureCache, profile: azureCacheProfile },
  identity: {
    schema: azureIdentity,
    profile: () => azureIdentityProfile,
    isExisting: ({ identity }: AzureIdentity) => identity.kind === "existing",
    clusterKey: "oidcIssuer",
    bucket: "azure-blob",
  },
  place: ({ subscriptionId, location, resourceGroup }: AzureSubscription) => ({
    subscriptionId,
    location,
    resourceGroup,
  }),
  missingKeys: (account: AzureSubscription, stores: readonly StoreName[]): readonly MissingKey[] => [
    ...(["database", "cache"] as const).flatMap((store) => {
      const { key, expected } = subnets[store];
      return stores.includes(store) && account[key] === undefined
        ? [{ key, expected, saidByCluster: false }]
        : [];
    }),
    ...(account.virtualNetworkId === undefined
      ? [{ key: "virtualNetworkId", expected: "the virtual network of the cluster", saidByCluster: true }]
      : []),
  ],
  serviceNames: {
    "azure-native:dbforpostgresql": "Azure Database for PostgreSQL",
    "azure-native:redisenterprise": "Azure Managed Redis",
    "azure-native:network": "Azure network",
    "azure-native:privatedns": "Azure private DNS",
  },
  storeModules: ["azure-native:dbforpostgresql", "azure-native:cache", "azure-native:redis"],
  open: () => import("./open"),
} as const satisfies Cloud;
