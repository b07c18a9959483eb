import { getCluster } from "@pulumi/gcp/container/getCluster";
import type { Provider } from "@pulumi/gcp/provider";
import type * as pulumi from "@pulumi/pulumi";
import { dnsAddressIn } from "../../components/plan/network/dns-places";
import type { Plan } from "../../components/plan/plan";
import { execKubeconfig } from "../kubeconfig";
import { lookUp, refusal } from "../look-up-error";
import type { GcpProject } from "./config";

/** What is known of a GKE cluster. */
export interface GkeCluster {
  readonly kubeconfig: string;
  /** Of its DNS Service, which a node's cache takes questions at where it has one. */
  readonly dnsAddress: string | undefined;
  readonly network: string;
  /** Of Workload Identity; empty where the cluster has it switched off. */
  readonly workloadPool: string;
}

export interface GcpArgs {
  readonly plan: Plan;
  readonly account: GcpProject;
  readonly provider: Provider;
  /** Of what is made beside the servers. */
  readonly options: pulumi.ResourceOptions;
}

/**
 * Looks a GKE cluster up by its name.
 *
 * @returns undefined where the stack's cluster is none
 */
export async function findGkeCluster({ plan, account, provider }: GcpArgs): Promise<GkeCluster | undefined> {
  const { cluster } = plan;
  if (cluster.kind !== "gke") {
    return undefined;
  }
  const { project, region } = account;
  const { name, location = region } = cluster;
  const subject = { path: "cluster.name", expected: `a GKE cluster of ${project} in ${location}`, got: name };
  const found = await lookUp(subject, () => getCluster({ name, location, project }, { provider }));
  const privateEndpoint = found.privateClusterConfigs[0]?.privateEndpoint ?? "";
  if (cluster.privateEndpoint && privateEndpoint === "") {
    throw refusal({
      path: "cluster.privateEndpoint",
      expected: "a cluster with a private endpoint",
      got: name,
      fix: "enable it on the cluster, or set cluster.privateEndpoint to false",
    });
  }
  return {
    dnsAddress: dnsAddressIn(found.servicesIpv4Cidr),
    network: found.network,
    workloadPool: found.workloadIdentityConfigs[0]?.workloadPool ?? "",
    kubeconfig: execKubeconfig({
      name,
      server: `https://${cluster.privateEndpoint ? privateEndpoint : found.endpoint}`,
      authority: found.masterAuths[0]?.clusterCaCertificate ?? "",
      exec: {
        command: "gke-gcloud-auth-plugin",
        args: [],
        installHint:
          "gke-gcloud-auth-plugin gives access to GKE: https://cloud.google.com/kubernetes-engine/docs/how-to/cluster-access-for-kubectl",
        provideClusterInfo: true,
      },
    }),
  };
}

interface PoolArgs {
  /** The configuration that asks for it. */
  readonly path: string;
  readonly account: GcpProject;
  readonly cluster: GkeCluster | undefined;
}

/**
 * The pool of Workload Identity that the cluster's pods are in; a given one counts.
 *
 * @throws ConfigError where the cluster has none
 */
export function poolOf({ path, account, cluster }: PoolArgs): string {
  const pool = account.workloadPool ?? cluster?.workloadPool ?? "";
  if (pool === "") {
    throw refusal({
      path,
      expected: "a cluster with Workload Identity",
      got: "one without",
      fix: "gcloud container clusters update NAME --workload-pool=PROJECT.svc.id.goog",
    });
  }
  return pool;
}
