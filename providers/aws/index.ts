import { Provider as AwsSdkProvider } from "@pulumi/aws/provider";
import type { Plan } from "../../components/model/plan";
import type { CloudProvider } from "../contract";
import { identifierOf } from "../identifier";
import { once } from "../once";
import { elastiCacheAuthorities, rdsAuthorities } from "./authorities";
import type { AwsAccount, AwsCache, AwsDatabase } from "./config";
import { ElastiCache } from "./elasti-cache";
import { findCluster, findNetwork } from "./network";
import { RdsDatabase } from "./rds-database";

/** Postgres and Redis in an AWS account; the account is asked once for whatever a stack takes from it. */
export function openAws(
  { config, namespace }: Plan,
  account: AwsAccount,
): CloudProvider<AwsDatabase, AwsCache> {
  const { region, accountId } = account;
  const provider = new AwsSdkProvider("aws", {
    region,
    ...(accountId === undefined ? {} : { allowedAccountIds: [accountId] }),
    defaultTags: { tags: { ...config.tags, "managed-by": "pulumi", "part-of": "openops" } },
  });
  const args = { config, account, provider };
  const cluster = findCluster(args);
  const network = once(async () => findNetwork(args, await cluster));
  return {
    clusterAccess: async () => ({ kubeconfig: (await cluster)?.kubeconfig }),
    locateDatabase: async (settings) => {
      const identifier = identifierOf({
        namespace,
        store: "database",
        given: settings.identifier,
        longest: 63,
      });
      const authorities = settings.authorities ?? rdsAuthorities(region);
      const found = await network();
      return {
        addresses: found.addresses,
        create: (parts, options) =>
          new RdsDatabase(
            "postgres",
            { ...parts, settings, identifier, network: found, authorities, provider },
            options,
          ),
      };
    },
    locateCache: async (settings) => {
      const identifier = identifierOf({ namespace, store: "cache", given: settings.identifier, longest: 40 });
      const authorities = elastiCacheAuthorities();
      const found = await network();
      return {
        addresses: found.addresses,
        create: (parts, options) =>
          new ElastiCache(
            "redis",
            { ...parts, settings, identifier, network: found, authorities, provider },
            options,
          ),
      };
    },
  };
}
