import { getManagedCluster } from "@pulumi/azure-native/containerservice/getManagedCluster";
import { listManagedClusterUserCredentials } from "@pulumi/azure-native/containerservice/listManagedClusterUserCredentials";
import type { Provider } from "@pulumi/azure-native/provider";
import { parse } from "yaml";
import { z } from "zod";
import type { Plan } from "../../components/plan/plan";
import { execKubeconfig } from "../kubeconfig";
import { lookUp, refusal } from "../look-up-error";
import type { AzureSubscription } from "./config";

export interface AzureArgs {
  readonly plan: Plan;
  readonly account: AzureSubscription;
  readonly provider: Provider;
}

/** What is known of an AKS cluster. */
export interface AksCluster {
  /** Resource id of its nodes' virtual network; undefined where AKS made one of its own. */
  readonly virtualNetworkId: string | undefined;
  /** URL of the issuer of its ServiceAccounts' tokens; undefined where it has none. */
  readonly oidcIssuer: string | undefined;
  /** Of its DNS Service. */
  readonly dnsAddress: string | undefined;
}

/** The application that stands for the API of every AKS cluster at Entra ID. */
const aksServerId = "6dae42f8-4368-4678-94ff-3960e28e3630";

/**
 * Looks an AKS cluster up by its name.
 *
 * @returns undefined where the stack's cluster is none
 */
export async function findAksCluster(args: AzureArgs): Promise<AksCluster | undefined> {
  const place = placeOf(args);
  if (place === undefined) {
    return undefined;
  }
  const { subject, names } = place;
  const found = await lookUp(subject, () => getManagedCluster(names, { provider: args.provider }));
  const subnetId = found.agentPoolProfiles?.[0]?.vnetSubnetID;
  return {
    virtualNetworkId: subnetId?.replace(/\/subnets\/[^/]+$/, ""),
    oidcIssuer: found.oidcIssuerProfile?.issuerURL,
    dnsAddress: found.networkProfile?.dnsServiceIP,
  };
}

interface IssuerArgs {
  /** The configuration that asks for it. */
  readonly path: string;
  readonly account: AzureSubscription;
  readonly cluster: AksCluster | undefined;
}

/**
 * The issuer of the tokens by which pods show who they are; a given one counts.
 *
 * @throws ConfigError where the cluster has none
 */
export function issuerOf({ path, account, cluster }: IssuerArgs): string {
  const issuer = account.oidcIssuer ?? cluster?.oidcIssuer;
  if (issuer === undefined) {
    throw refusal({
      path,
      expected: "a cluster with an OIDC issuer and Workload Identity",
      got: "one without",
      fix: "az aks update --name NAME --resource-group GROUP --enable-oidc-issuer --enable-workload-identity",
    });
  }
  return issuer;
}

const credentialsSchema = z.object({
  clusters: z
    .array(z.object({ cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }) }))
    .min(1),
});

/** How an AKS cluster is accessed: by kubelogin, which takes whatever identity runs Pulumi. */
export async function findAccess(args: AzureArgs): Promise<string | undefined> {
  const { cluster } = args.plan;
  const place = placeOf(args);
  if (place === undefined || cluster.kind !== "aks") {
    return undefined;
  }
  const { subject, names } = place;
  const { kubeconfigs } = await lookUp(subject, () =>
    listManagedClusterUserCredentials({ ...names, format: "exec" }, { provider: args.provider }),
  );
  const content: unknown = parse(Buffer.from(kubeconfigs[0]?.value ?? "", "base64").toString("utf8"));
  const parsed = credentialsSchema.safeParse(content);
  const found = parsed.success ? parsed.data.clusters[0]?.cluster : undefined;
  if (found === undefined) {
    throw refusal({ ...subject, why: "Azure's answer names no server" });
  }
  return execKubeconfig({
    name: cluster.name,
    server: found.server,
    authority: found["certificate-authority-data"],
    exec: {
      command: "kubelogin",
      args: ["get-token", "--login", cluster.login, "--server-id", aksServerId],
      installHint: "kubelogin gives access to AKS: https://azure.github.io/kubelogin/",
    },
  });
}

function placeOf({ plan: { cluster }, account }: AzureArgs) {
  if (cluster.kind !== "aks") {
    return undefined;
  }
  const { name, resourceGroup = account.resourceGroup } = cluster;
  return {
    names: { resourceGroupName: resourceGroup, resourceName: name },
    subject: {
      path: "cluster.name",
      expected: `an AKS cluster in the resource group ${resourceGroup}`,
      got: name,
    },
  };
}
