import { Provider as GcpSdkProvider } from "@pulumi/gcp/provider";
import type * as pulumi from "@pulumi/pulumi";
import { named } from "../../components/resources/component";
import type { Plan } from "../../components/plan/plan";
import type { IdentityRequest, OpenedCloud } from "../../components/resources/provider-contract";
import { serverIdentifier } from "../identifier";
import { lazy } from "../lazy";
import type { GcpCache, GcpDatabase, GcpProject, GcpIdentity } from "./config";
import { findGkeCluster } from "./cluster";
import { findNetwork } from "./network";

/**
 * Postgres, Redis and accounts of pods in a Google Cloud project, which is asked once for whatever a stack
 * takes from it. What makes a server or an account is loaded where a stack has one.
 */
export function open(plan: Plan, account: GcpProject, options: pulumi.ResourceOptions): OpenedCloud {
  const { project, region } = account;
  const { namespace, tags } = plan;
  const provider = new GcpSdkProvider(named(options.parent, "gcp"), { project, region }, options);
  const args = { plan, account, provider, options };
  const cluster = findGkeCluster(args);
  const network = lazy(async () => findNetwork(args, await cluster));
  const labels = { ...tags, "managed-by": "pulumi", "part-of": "openops" };
  const connections = lazy(async () => lazy((await network()).connect));
  const place = async () => {
    const [found, connect] = await Promise.all([network(), connections()]);
    return { found, connect, common: { region, network: found, labels, provider } };
  };
  return {
    clusterAccess: async () => ({ kubeconfig: (await cluster)?.kubeconfig }),
    clusterDns: async () => (await cluster)?.dnsAddress,
    locateDatabase: async (settings: GcpDatabase) => {
      const { CloudSql } = await import("./cloud-sql");
      const given = settings.identifier;
      const identifier = serverIdentifier("database", { namespace, given, longest: 80 });
      const { found, connect, common } = await place();
      return {
        addresses: found.addresses,
        create: (parts, options) => {
          const args = { ...parts, ...common, settings, identifier, connection: connect() };
          return new CloudSql("postgres", args, options);
        },
      };
    },
    locateCache: async (settings: GcpCache) => {
      const { Memorystore } = await import("./memorystore");
      const given = settings.identifier;
      const identifier = serverIdentifier("cache", { namespace, given, longest: 40 });
      const { found, connect, common } = await place();
      return {
        addresses: found.addresses,
        create: (parts, options) => {
          const args = { ...parts, ...common, settings, identifier, connection: connect() };
          return new Memorystore("redis", args, options);
        },
      };
    },
    locateIdentity: async (request: IdentityRequest<GcpIdentity>) => {
      const { locateAccount } = await import("./located-identity");
      return locateAccount({ namespace, account, provider, cluster: await cluster }, request);
    },
  };
}
