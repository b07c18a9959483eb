import { Provider as GcpSdkProvider } from "@pulumi/gcp/provider";
import type { Plan } from "../../components/model/plan";
import type { CloudProvider } from "../contract";
import { identifierOf } from "../identifier";
import { once } from "../once";
import { CloudSql } from "./cloud-sql";
import type { GcpCache, GcpDatabase, GcpProject } from "./config";
import { Memorystore } from "./memorystore";
import { findCluster, findNetwork } from "./network";

/** Postgres and Redis in a Google Cloud project, which is asked once for whatever a stack takes from it. */
export function openGcp(plan: Plan, account: GcpProject): CloudProvider<GcpDatabase, GcpCache> {
  const { project, region } = account;
  const { namespace, config } = plan;
  const provider = new GcpSdkProvider("gcp", { project, region });
  const args = { plan, account, provider };
  const cluster = findCluster(args);
  const network = once(async () => findNetwork(args, await cluster));
  const labels = { ...config.tags, "managed-by": "pulumi", "part-of": "openops" };
  const connections = once(async () => once((await network()).connect));
  const place = async () => {
    const [found, connect] = await Promise.all([network(), connections()]);
    return { found, connect, common: { region, network: found, labels, provider } };
  };
  return {
    clusterAccess: async () => ({ kubeconfig: (await cluster)?.kubeconfig }),
    locateDatabase: async (settings) => {
      const identifier = identifierOf({
        namespace,
        store: "database",
        given: settings.identifier,
        longest: 80,
      });
      const { found, connect, common } = await place();
      return {
        addresses: found.addresses,
        create: (parts, options) =>
          new CloudSql(
            "postgres",
            { ...parts, ...common, settings, identifier, connection: connect() },
            options,
          ),
      };
    },
    locateCache: async (settings) => {
      const identifier = identifierOf({ namespace, store: "cache", given: settings.identifier, longest: 40 });
      const { found, connect, common } = await place();
      return {
        addresses: found.addresses,
        create: (parts, options) =>
          new Memorystore(
            "redis",
            { ...parts, ...common, settings, identifier, connection: connect() },
            options,
          ),
      };
    },
  };
}
