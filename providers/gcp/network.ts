import { getGlobalAddress } from "@pulumi/gcp/compute/getGlobalAddress";
import { GlobalAddress } from "@pulumi/gcp/compute/globalAddress";
import { getCluster } from "@pulumi/gcp/container/getCluster";
import type { Provider } from "@pulumi/gcp/provider";
import { Connection } from "@pulumi/gcp/servicenetworking/connection";
import type * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../../components/model/plan";
import { execKubeconfig } from "../kubeconfig";
import { lookUp, refusal } from "../look-up-error";
import type { GcpProject } from "./config";

/** What is known of a GKE cluster. */
export interface GkeCluster {
  readonly kubeconfig: string;
  readonly network: string;
}

/** Where servers are put. */
export interface GcpNetwork {
  /** Self link without the host, as every API takes it. */
  readonly network: string;
  readonly addresses: readonly string[];
  /** Name of the range that they take addresses from. */
  readonly rangeName: string;
  /** Makes private services access where the network has none; servers depend on it. */
  readonly connect: () => readonly pulumi.Resource[];
}

interface GcpArgs {
  readonly plan: Plan;
  readonly account: GcpProject;
  readonly provider: Provider;
}

/**
 * Looks a GKE cluster up by its name.
 *
 * @returns undefined where the stack's cluster is none
 */
export async function findCluster({ plan, account, provider }: GcpArgs): Promise<GkeCluster | undefined> {
  const { cluster } = plan.config;
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
      mend: "enable it on the cluster, or set cluster.privateEndpoint to false",
    });
  }
  return {
    network: found.network,
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

/** Finds out where servers go: what is given counts, the rest is looked up. */
export async function findNetwork(args: GcpArgs, cluster: GkeCluster | undefined): Promise<GcpNetwork> {
  const { account, plan, provider } = args;
  const { project, services } = account;
  const network = selfLink(account.network ?? cluster?.network ?? "", project);
  if (services.kind === "existing") {
    const addresses = [services.range ?? (await rangeOf(args, services.name))];
    return { network, addresses, rangeName: services.name, connect: () => [] };
  }
  const rangeName = `${plan.namespace}-services`;
  return {
    network,
    addresses: [services.range],
    rangeName,
    connect: () => privateServices({ name: rangeName, range: services.range, network }, { provider }),
  };
}

async function rangeOf({ account: { project }, provider }: GcpArgs, name: string): Promise<string> {
  const subject = {
    path: "clouds.gcp.services.name",
    expected: "a range that the network has set aside",
    got: name,
  };
  const { address, prefixLength } = await lookUp(subject, () =>
    getGlobalAddress({ name, project }, { provider }),
  );
  return `${address}/${prefixLength}`;
}

interface ServicesArgs {
  readonly name: string;
  readonly range: string;
  readonly network: string;
}

/** A range of the network that Google's services take addresses from, and the connection to them. */
function privateServices(
  { name, range, network }: ServicesArgs,
  options: pulumi.CustomResourceOptions,
): readonly pulumi.Resource[] {
  const [address = "", prefixLength] = range.split("/");
  const reserved = new GlobalAddress(
    name,
    {
      name,
      purpose: "VPC_PEERING",
      addressType: "INTERNAL",
      address,
      prefixLength: Number(prefixLength),
      network,
    },
    options,
  );
  const connection = new Connection(
    name,
    {
      network,
      service: "servicenetworking.googleapis.com",
      reservedPeeringRanges: [reserved.name],
      // Google refuses to delete it for some time after the last server is gone.
      deletionPolicy: "ABANDON",
    },
    options,
  );
  return [connection];
}

function selfLink(network: string, project: string): string {
  return network.includes("/")
    ? network.replace(/^https:\/\/www\.googleapis\.com\/compute\/v1\//, "")
    : `projects/${project}/global/networks/${network}`;
}
