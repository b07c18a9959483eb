import { Provider as AwsSdkProvider } from "@pulumi/aws/provider";
import type * as pulumi from "@pulumi/pulumi";
import { named } from "../../components/resources/component";
import type { Plan } from "../../components/plan/plan";
import type { IdentityRequest, OpenedCloud } from "../../components/resources/provider-contract";
import { defined } from "../../components/values/entries";
import { serverIdentifier } from "../identifier";
import { lazy } from "../lazy";
import { elastiCacheAuthorities, rdsAuthorities } from "./authorities";
import type { AwsAccount, AwsCache, AwsDatabase, AwsIdentity } from "./config";
import { findEksCluster, findNetwork } from "./network";

/**
 * Postgres, Redis and roles of pods in an AWS account, which is asked once for whatever a stack takes from
 * it. What makes a server or a role is loaded where a stack has one.
 */
export function open(plan: Plan, account: AwsAccount, options: pulumi.ResourceOptions): OpenedCloud {
  const { namespace } = plan;
  const { region } = account;
  const provider = sdkProvider(plan, account, options);
  const args = { plan, account, provider };
  const cluster = findEksCluster(args);
  const network = lazy(async () => findNetwork(args, await cluster));
  return {
    clusterAccess: async () => ({ kubeconfig: (await cluster)?.kubeconfig }),
    clusterDns: async () => (await cluster)?.dnsAddress,
    locateDatabase: async (settings: AwsDatabase) => {
      const { RdsDatabase } = await import("./rds-database");
      const given = settings.identifier;
      const common = {
        identifier: serverIdentifier("database", { namespace, given, longest: 63 }),
        authorities: settings.authorities ?? rdsAuthorities(region),
        network: await network(),
        provider,
      };
      return {
        addresses: common.network.addresses,
        create: (parts, options) => new RdsDatabase("postgres", { ...parts, ...common, settings }, options),
      };
    },
    locateCache: async (settings: AwsCache) => {
      const { ElastiCache } = await import("./elasti-cache");
      const given = settings.identifier;
      const common = {
        identifier: serverIdentifier("cache", { namespace, given, longest: 40 }),
        authorities: elastiCacheAuthorities(),
        network: await network(),
        provider,
      };
      return {
        addresses: common.network.addresses,
        create: (parts, options) => new ElastiCache("redis", { ...parts, ...common, settings }, options),
      };
    },
    locateIdentity: async (request: IdentityRequest<AwsIdentity>) => {
      const { locateRole } = await import("./located-identity");
      return locateRole({ namespace, account, provider, cluster: await cluster }, request);
    },
  };
}

function sdkProvider(
  { tags }: Plan,
  { region, accountId }: AwsAccount,
  options: pulumi.ResourceOptions,
): AwsSdkProvider {
  const inputs = defined({
    region,
    allowedAccountIds: accountId === undefined ? undefined : [accountId],
    defaultTags: { tags: { ...tags, "managed-by": "pulumi", "part-of": "openops" } },
  });
  return new AwsSdkProvider(named(options.parent, "aws"), inputs, options);
}
