import { getSubnet } from "@pulumi/aws/ec2/getSubnet";
import { getSubnets } from "@pulumi/aws/ec2/getSubnets";
import { getCluster } from "@pulumi/aws/eks/getCluster";
import type { Provider } from "@pulumi/aws/provider";
import { dnsAddressIn } from "../../components/plan/network/dns-places";
import type { Plan } from "../../components/plan/plan";
import { execKubeconfig } from "../kubeconfig";
import { lookUp, refusal } from "../look-up-error";
import type { AwsAccount } from "./config";

/** Where servers are put and who may reach them. */
export interface AwsNetwork {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly addresses: readonly string[];
  readonly clientSecurityGroupIds: readonly string[];
}

/** What is known of an EKS cluster. */
export interface EksCluster {
  readonly name: string;
  readonly arn: string;
  /** URL of the issuer of its ServiceAccounts' tokens. */
  readonly issuer: string;
  readonly kubeconfig: string;
  /** Of its DNS Service, or of the resolver of EKS Auto Mode, which is no Service. */
  readonly dnsAddress: string | undefined;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
}

interface AwsArgs {
  readonly plan: Plan;
  readonly account: AwsAccount;
  readonly provider: Provider;
}

/**
 * Looks an EKS cluster up by its name.
 *
 * @returns undefined where the stack's cluster is none
 */
export async function findEksCluster({ plan, account, provider }: AwsArgs): Promise<EksCluster | undefined> {
  const { cluster } = plan;
  if (cluster.kind !== "eks") {
    return undefined;
  }
  const { name, roleArn } = cluster;
  const subject = { path: "cluster.name", expected: `an EKS cluster in ${account.region}`, got: name };
  const found = await lookUp(subject, () => getCluster({ name }, { provider }));
  const [network] = found.kubernetesNetworkConfigs;
  const role = roleArn === undefined ? [] : ["--role-arn", roleArn];
  return {
    name,
    arn: found.arn,
    dnsAddress:
      network === undefined
        ? undefined
        : dnsAddressIn(network.ipFamily === "ipv6" ? network.serviceIpv6Cidr : network.serviceIpv4Cidr),
    issuer: found.identities[0]?.oidcs[0]?.issuer ?? "",
    subnetIds: found.vpcConfig.subnetIds,
    securityGroupId: found.vpcConfig.clusterSecurityGroupId,
    kubeconfig: execKubeconfig({
      name,
      server: found.endpoint,
      authority: found.certificateAuthorities[0]?.data ?? "",
      exec: {
        command: "aws",
        args: ["--region", account.region, "eks", "get-token", "--cluster-name", name, ...role],
        installHint: "The AWS CLI gives access to EKS: https://docs.aws.amazon.com/cli/",
      },
    }),
  };
}

/** Finds out where servers go: what is given counts, the rest is looked up. */
export async function findNetwork(args: AwsArgs, cluster: EksCluster | undefined): Promise<AwsNetwork> {
  const { network } = args.account;
  const subnetIds = network.subnetIds ?? (await privateSubnets(args, cluster?.subnetIds ?? []));
  const subnets =
    network.vpcId !== undefined && network.addresses !== undefined ? [] : await describe(args, subnetIds);
  return {
    vpcId: network.vpcId ?? subnets[0]?.vpcId ?? "",
    subnetIds,
    addresses: network.addresses ?? subnets.map(({ cidrBlock }) => cidrBlock),
    clientSecurityGroupIds:
      network.clientSecurityGroupIds ?? (cluster === undefined ? [] : [cluster.securityGroupId]),
  };
}

async function privateSubnets({ provider }: AwsArgs, clusterSubnets: readonly string[]): Promise<string[]> {
  const subject = { path: "clouds.aws.network.subnetIds", expected: "the cluster's private subnets" };
  const { ids } = await lookUp(subject, () =>
    getSubnets(
      {
        filters: [
          { name: "subnet-id", values: [...clusterSubnets] },
          { name: "map-public-ip-on-launch", values: ["false"] },
        ],
      },
      { provider },
    ),
  );
  return [...ids].sort();
}

async function describe({ provider }: AwsArgs, ids: readonly string[]) {
  const path = "clouds.aws.network.subnetIds";
  const subject = { path, expected: "subnets of the account", got: ids.join(", ") };
  const subnets = await lookUp(subject, () => Promise.all(ids.map((id) => getSubnet({ id }, { provider }))));
  const zones = new Set(subnets.map(({ availabilityZone }) => availabilityZone));
  if (zones.size < 2) {
    throw refusal({
      path,
      expected: "private subnets in at least two availability zones",
      got: `${subnets.length} in ${zones.size}`,
      why: "RDS and ElastiCache fail over to another zone",
    });
  }
  return subnets;
}
