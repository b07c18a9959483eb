import { getSubnet } from "@pulumi/azure-native/network/getSubnet";
import { Subnet } from "@pulumi/azure-native/network/subnet";
import type * as pulumi from "@pulumi/pulumi";
import { lookUp, refusal } from "../look-up-error";
import type { AksCluster, AzureArgs } from "./cluster";
import type { AzureSubnet } from "./config";
import { named } from "../../components/resources/component";

/** A subnet that a server is put into. */
export interface ServerSubnet {
  readonly addresses: readonly string[];
  readonly virtualNetworkId: string;
  /** The resource id of the subnet, which is made where it is not there. */
  readonly declare: (options: pulumi.CustomResourceOptions) => pulumi.Input<string>;
}

interface SubnetArgs extends AzureArgs {
  readonly key: "databaseSubnet" | "endpointSubnet";
  /** Name of a new one. */
  readonly name: string;
  /** The service that it is given to. */
  readonly delegation?: string;
}

/** Finds out where a server goes: what is given counts, the rest is looked up. */
export async function findSubnet(args: SubnetArgs, cluster: AksCluster | undefined): Promise<ServerSubnet> {
  const { account, key } = args;
  const virtualNetworkId = account.virtualNetworkId ?? cluster?.virtualNetworkId;
  if (virtualNetworkId === undefined) {
    throw refusal({
      path: "clouds.azure.virtualNetworkId",
      expected: "the virtual network of the cluster",
      got: "nothing",
      why: "the cluster's nodes are in no virtual network that could be looked up",
    });
  }
  const subnet = account[key];
  if (subnet === undefined) {
    throw refusal({ path: `clouds.azure.${key}`, expected: "the subnet of the server", got: "nothing" });
  }
  return subnet.kind === "existing"
    ? existingSubnet(args, { subnet, virtualNetworkId })
    : {
        addresses: [subnet.range],
        virtualNetworkId,
        declare: (options) => newSubnet(args, { range: subnet.range, virtualNetworkId }, options),
      };
}

interface ExistingArgs {
  readonly subnet: Extract<AzureSubnet, { kind: "existing" }>;
  readonly virtualNetworkId: string;
}

async function existingSubnet(
  { provider, key }: SubnetArgs,
  { subnet: { name, range }, virtualNetworkId }: ExistingArgs,
): Promise<ServerSubnet> {
  const subject = {
    path: `clouds.azure.${key}.name`,
    expected: "a subnet of the virtual network",
    got: name,
  };
  const { addressPrefix } = await lookUp(subject, () =>
    getSubnet({ ...namesOf(virtualNetworkId), subnetName: name }, { provider }),
  );
  const found = range ?? addressPrefix;
  if (found === undefined) {
    throw refusal({ path: `clouds.azure.${key}.range`, expected: "the subnet's addresses", got: "nothing" });
  }
  return {
    addresses: [found],
    virtualNetworkId,
    declare: () => `${virtualNetworkId}/subnets/${name}`,
  };
}

function newSubnet(
  { name, delegation }: SubnetArgs,
  { range, virtualNetworkId }: { readonly range: string; readonly virtualNetworkId: string },
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  return new Subnet(
    named(options.parent, name),
    {
      ...namesOf(virtualNetworkId),
      subnetName: name,
      addressPrefix: range,
      ...(delegation === undefined ? {} : { delegations: [{ name, serviceName: delegation }] }),
    },
    options,
  ).id;
}

/** Names of a virtual network and its resource group. */
function namesOf(virtualNetworkId: string) {
  const [, resourceGroupName = "", virtualNetworkName = ""] =
    /\/resourceGroups\/([^/]+)\/.*\/([^/]+)$/.exec(virtualNetworkId) ?? [];
  return { resourceGroupName, virtualNetworkName };
}
