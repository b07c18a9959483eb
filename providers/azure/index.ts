import { Provider as AzureSdkProvider } from "@pulumi/azure-native/provider";
import type { Plan } from "../../components/model/plan";
import type { CloudProvider } from "../contract";
import { identifierOf } from "../identifier";
import { findAccess, findCluster } from "./cluster";
import type { AzureCache, AzureDatabase, AzureSubscription } from "./config";
import { FlexibleServer, postgresDelegation } from "./flexible-server";
import { ManagedRedis } from "./managed-redis";
import { findSubnet } from "./network";

/** Postgres and Redis in an Azure subscription, which is asked once for whatever a stack takes from it. */
export function openAzure(
  { config, namespace }: Plan,
  account: AzureSubscription,
): CloudProvider<AzureDatabase, AzureCache> {
  const { subscriptionId, location } = account;
  const provider = new AzureSdkProvider("azure", { subscriptionId, location });
  const args = { config, account, provider };
  const cluster = findCluster(args);
  const tags = { ...config.tags, "managed-by": "pulumi", "part-of": "openops" };
  const common = { account, tags, provider };
  return {
    clusterAccess: async () => ({ kubeconfig: await findAccess(args) }),
    locateDatabase: async (settings) => {
      const identifier = identifierOf({
        namespace,
        store: "database",
        given: settings.identifier,
        longest: 63,
      });
      const place = {
        ...args,
        key: "databaseSubnet",
        name: identifier,
        delegation: postgresDelegation,
      } as const;
      const subnet = await findSubnet(place, await cluster);
      return {
        addresses: subnet.addresses,
        create: (parts, options) =>
          new FlexibleServer("postgres", { ...parts, ...common, settings, identifier, subnet }, options),
      };
    },
    locateCache: async (settings) => {
      const identifier = identifierOf({ namespace, store: "cache", given: settings.identifier, longest: 60 });
      const place = { ...args, key: "endpointSubnet", name: identifier } as const;
      const subnet = await findSubnet(place, await cluster);
      return {
        addresses: subnet.addresses,
        create: (parts, options) =>
          new ManagedRedis("redis", { ...parts, ...common, settings, identifier, subnet }, options),
      };
    },
  };
}
