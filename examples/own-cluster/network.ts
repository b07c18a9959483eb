import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Where the cluster and its database are. */
export interface Network {
  readonly vpcId: pulumi.Output<string>;
  /** One in each zone: of nodes, pods and the database. Public ones beside them are for load balancers. */
  readonly privateSubnetIds: readonly pulumi.Output<string>[];
  /** What gives the private subnets a way out. */
  readonly waysOut: readonly pulumi.Resource[];
}

const zoneCount = 3;
const anywhere = "0.0.0.0/0";

/** The address ranges of the private subnets, with room for 4,000 nodes and pods in each. */
export const privateRanges = Array.from({ length: zoneCount }, (_, zone) => `10.40.${zone * 16}.0/20`);
const publicRanges = Array.from({ length: zoneCount }, (_, zone) => `10.40.${48 + zone}.0/24`);

/** Makes a VPC with public and private subnets in three zones; each zone has a way out of its own. */
export async function createNetwork(
  options: pulumi.CustomResourceOptions & pulumi.InvokeOptions,
): Promise<Network> {
  // Local zones and the like, which have to be opted into, cannot have everything that is made here.
  const filters = [{ name: "opt-in-status", values: ["opt-in-not-required"] }];
  const { names } = await aws.getAvailabilityZones({ state: "available", filters }, options);
  const vpc = new aws.ec2.Vpc(
    "network",
    { cidrBlock: "10.40.0.0/16", enableDnsHostnames: true, enableDnsSupport: true },
    options,
  );
  const internet = new aws.ec2.InternetGateway("internet", { vpcId: vpc.id }, options);
  const table = new aws.ec2.RouteTable("public", { vpcId: vpc.id }, options);
  const route = new aws.ec2.Route(
    "public",
    { routeTableId: table.id, destinationCidrBlock: anywhere, gatewayId: internet.id },
    options,
  );
  const zones = names
    .slice(0, zoneCount)
    .map((zone, index) => createZone({ zone, index, vpc, internet, table, route }, options));
  return {
    vpcId: vpc.id,
    privateSubnetIds: zones.map(({ subnet }) => subnet.id),
    waysOut: zones.flatMap(({ waysOut }) => waysOut),
  };
}

interface ZoneArgs {
  readonly zone: string;
  readonly index: number;
  readonly vpc: aws.ec2.Vpc;
  readonly internet: aws.ec2.InternetGateway;
  /** Of the public subnets. */
  readonly table: aws.ec2.RouteTable;
  /** From the public subnets to the internet. */
  readonly route: aws.ec2.Route;
}

/** Makes the subnets of a zone, and the NAT gateway by which the private one reaches the internet. */
function createZone(
  { zone, index, vpc, internet, table, route }: ZoneArgs,
  options: pulumi.CustomResourceOptions,
): { readonly subnet: aws.ec2.Subnet; readonly waysOut: readonly pulumi.Resource[] } {
  const subnetOf = (kind: string, cidrBlock: string | undefined, role: string) =>
    new aws.ec2.Subnet(
      `${kind}-${index}`,
      // Controllers of load balancers find their subnets by these tags.
      { vpcId: vpc.id, availabilityZone: zone, cidrBlock, tags: { [`kubernetes.io/role/${role}`]: "1" } },
      options,
    );
  const associate = (kind: string, subnetId: pulumi.Output<string>, routeTableId: pulumi.Output<string>) =>
    new aws.ec2.RouteTableAssociation(`${kind}-${index}`, { subnetId, routeTableId }, options);
  const publicSubnet = subnetOf("public", publicRanges[index], "elb");
  const association = associate("public", publicSubnet.id, table.id);
  const address = new aws.ec2.Eip(`nat-${index}`, { domain: "vpc" }, { ...options, dependsOn: internet });
  const nat = new aws.ec2.NatGateway(
    `nat-${index}`,
    { allocationId: address.id, subnetId: publicSubnet.id },
    { ...options, dependsOn: [route, association] },
  );
  const subnet = subnetOf("private", privateRanges[index], "internal-elb");
  const ownTable = new aws.ec2.RouteTable(`private-${index}`, { vpcId: vpc.id }, options);
  const ownRoute = new aws.ec2.Route(
    `private-${index}`,
    { routeTableId: ownTable.id, destinationCidrBlock: anywhere, natGatewayId: nat.id },
    options,
  );
  return { subnet, waysOut: [ownRoute, associate("private", subnet.id, ownTable.id)] };
}
