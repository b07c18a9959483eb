import { getGlobalAddress } from "@pulumi/gcp/compute/getGlobalAddress";
import { GlobalAddress } from "@pulumi/gcp/compute/globalAddress";
import { Connection } from "@pulumi/gcp/servicenetworking/connection";
import type * as pulumi from "@pulumi/pulumi";
import { lookUp } from "../look-up-error";
import type { GcpArgs, GkeCluster } from "./cluster";
import { named } from "../../components/resources/component";

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

/** Finds out where servers go: what is given counts, the rest is looked up. */
export async function findNetwork(args: GcpArgs, cluster: GkeCluster | undefined): Promise<GcpNetwork> {
  const { account, plan, provider, options } = args;
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
    connect: () =>
      privateServices({ name: rangeName, range: services.range, network }, { ...options, provider }),
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
    named(options.parent, name),
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
    named(options.parent, name),
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
