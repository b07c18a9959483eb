import { Provider as AwsSdkProvider } from "@pulumi/aws/provider";
import type { Plan } from "../../components/model/plan";
import type { CloudProvider } from "../contract";
import { once } from "../once";
import { elastiCacheAuthorities, rdsAuthorities } from "./authorities";
import type { AwsAccount, AwsCache, AwsDatabase } from "./config";
import { ElastiCache } from "./elasti-cache";
import { identifierOf } from "./identifier";
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
    clusterAccess: async () => {
      const found = await cluster;
      return found === undefined ? {} : { kubeconfig: found.kubeconfig };
    },
    locateDatabase: async (settings) => {
      const place = { given: settings.identifier, namespace, suffix: "postgres", longest: 63 };
      const identifier = identifierOf({ ...place, path: "database.identifier" });
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
      const place = { given: settings.identifier, namespace, suffix: "redis", longest: 40 };
      const identifier = identifierOf({ ...place, path: "cache.identifier" });
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
