import { Provider as AzureSdkProvider } from "@pulumi/azure-native/provider";
import type * as pulumi from "@pulumi/pulumi";
import { named } from "../../components/resources/component";
import type { Plan } from "../../components/plan/plan";
import type { IdentityRequest, OpenedCloud } from "../../components/resources/provider-contract";
import { serverIdentifier } from "../identifier";
import { findAccess, findAksCluster } from "./cluster";
import type { AzureCache, AzureDatabase, AzureSubscription, AzureIdentity } from "./config";
import { findSubnet } from "./network";
import { postgresDelegation } from "./profile";

/**
 * Postgres, Redis and identities of pods in an Azure subscription, which is asked once for whatever a stack
 * takes from it. What makes a server or an identity is loaded where a stack has one.
 */
export function open(plan: Plan, account: AzureSubscription, options: pulumi.ResourceOptions): OpenedCloud {
  const { subscriptionId, location } = account;
  const { namespace } = plan;
  const provider = new AzureSdkProvider(
    named(options.parent, "azure"),
    { subscriptionId, location },
    options,
  );
  const args = { plan, account, provider };
  const cluster = findAksCluster(args);
  const tags = { ...plan.tags, "managed-by": "pulumi", "part-of": "openops" };
  const common = { account, tags, provider };
  return {
    clusterAccess: async () => ({ kubeconfig: await findAccess(args) }),
    clusterDns: async () => (await cluster)?.dnsAddress,
    locateDatabase: async (settings: AzureDatabase) => {
      const { FlexibleServer } = await import("./flexible-server");
      const given = settings.identifier;
      const identifier = serverIdentifier("database", { namespace, given, longest: 63 });
      const place = { key: "databaseSubnet", name: identifier, delegation: postgresDelegation } as const;
      const subnet = await findSubnet({ ...args, ...place }, await cluster);
      return {
        addresses: subnet.addresses,
        create: (parts, options) =>
          new FlexibleServer("postgres", { ...parts, ...common, settings, identifier, subnet }, options),
      };
    },
    locateCache: async (settings: AzureCache) => {
      const { ManagedRedis } = await import("./managed-redis");
      const given = settings.identifier;
      const identifier = serverIdentifier("cache", { namespace, given, longest: 60 });
      const place = { key: "endpointSubnet", name: identifier } as const;
      const subnet = await findSubnet({ ...args, ...place }, await cluster);
      return {
        addresses: subnet.addresses,
        create: (parts, options) =>
          new ManagedRedis("redis", { ...parts, ...common, settings, identifier, subnet }, options),
      };
    },
    locateIdentity: async (request: IdentityRequest<AzureIdentity>) => {
      const { locateManagedIdentity } = await import("./located-identity");
      return locateManagedIdentity({ namespace, account, tags, provider, cluster: await cluster }, request);
    },
  };
}
