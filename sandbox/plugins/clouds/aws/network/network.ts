import { textLike } from "../../../protocol/input-rules";
import type { PropertyMap } from "../../../protocol/property-value";
import type { CloudContext, Refusal } from "../../cloud";
import { isOn, mapAt, textAt } from "../../reading";
import { accountId, isMadeId, regionOf, standingId } from "../identifiers";

/** The types of what networks are made of. */
export const networkTypes = {
  vpc: "aws:ec2/vpc:Vpc",
  subnet: "aws:ec2/subnet:Subnet",
  internetGateway: "aws:ec2/internetGateway:InternetGateway",
  address: "aws:ec2/eip:Eip",
  natGateway: "aws:ec2/natGateway:NatGateway",
  routeTable: "aws:ec2/routeTable:RouteTable",
  route: "aws:ec2/route:Route",
  association: "aws:ec2/routeTableAssociation:RouteTableAssociation",
} as const;

export const vpcIdRule = textLike(/^vpc-[0-9a-f]+$/, "the id of a VPC");

/** Why something cannot be put into a network: those of a real account are taken to exist. */
export const vpcRefusal: Refusal = ({ inputs, account }) => {
  const id = textAt(inputs, "vpcId") ?? "";
  return isMadeId(id) && account.find(networkTypes.vpc, id) === undefined
    ? `InvalidVpcID.NotFound: The vpc ID '${id}' does not exist`
    : undefined;
};

/** A subnet of the account's standing network, in which every cluster that is only named lies, or of one that was made. */
export interface Subnet {
  readonly id: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly cidrBlock: string;
  readonly public: boolean;
  readonly tags: PropertyMap;
}

const cidrBlock = "10.0.0.0/16";
const zones = ["a", "b", "c"];

/** The zones of the region that need no opting in, with ids such as `euc1-az1`. */
export function zonesOf(context: Pick<CloudContext, "config">): readonly { name: string; id: string }[] {
  const region = regionOf(context);
  const [continent = "", direction = "", number = ""] = region.split("-");
  return zones.map((zone, index) => ({
    name: `${region}${zone}`,
    id: `${continent}${direction.slice(0, 1)}${number}-az${index + 1}`,
  }));
}

export function vpcId(context: Pick<CloudContext, "config">): string {
  return standingId("vpc", regionOf(context));
}

export function clusterSecurityGroupId(context: CloudContext, cluster: string): string {
  return standingId("sg", `${regionOf(context)} ${cluster}`);
}

/** Three private and three public subnets in three zones. */
export function subnets(context: CloudContext): readonly Subnet[] {
  const region = regionOf(context);
  const subnet = (zone: string, block: string, isPublic: boolean): Subnet => ({
    id: standingId("subnet", `${region} ${block}`),
    vpcId: vpcId(context),
    zone: `${region}${zone}`,
    cidrBlock: block,
    public: isPublic,
    tags: { [isPublic ? "kubernetes.io/role/elb" : "kubernetes.io/role/internal-elb"]: "1" },
  });
  return [
    ...zones.map((zone, index) => subnet(zone, `10.0.${index * 32}.0/19`, false)),
    ...zones.map((zone, index) => subnet(zone, `10.0.${96 + index}.0/24`, true)),
  ];
}

/** Those and the ones that were made. */
export function allSubnets(context: CloudContext): readonly Subnet[] {
  const made = context.account.list(networkTypes.subnet).map(({ id, inputs, decided }): Subnet => ({
    id,
    vpcId: textAt(inputs, "vpcId") ?? "",
    zone: textAt(inputs, "availabilityZone") ?? textAt(decided, "availabilityZone") ?? "",
    cidrBlock: textAt(inputs, "cidrBlock") ?? "",
    public: isOn(inputs, "mapPublicIpOnLaunch"),
    tags: mapAt(decided, "tagsAll"),
  }));
  return [...subnets(context), ...made];
}

/** What EC2 tells of a network; one with an id of a real account is taken to look like this one. */
export function vpcOf(context: CloudContext, id: string): PropertyMap {
  const region = regionOf(context);
  const made = context.account.find(networkTypes.vpc, id);
  return {
    id,
    region,
    cidrBlock: textAt(made?.inputs ?? {}, "cidrBlock") ?? cidrBlock,
    arn: `arn:aws:ec2:${region}:${accountId}:vpc/${id}`,
    default: false,
    enableDnsHostnames: made === undefined || isOn(made.inputs, "enableDnsHostnames"),
    enableDnsSupport: made === undefined || isOn(made.inputs, "enableDnsSupport"),
    instanceTenancy: "default",
    ownerId: accountId,
    state: "available",
    tags: mapAt(made?.decided ?? {}, "tagsAll"),
  };
}

export function subnetOf(context: CloudContext, subnet: Subnet): PropertyMap {
  const { id, zone, cidrBlock: block, public: isPublic, tags } = subnet;
  const region = regionOf(context);
  return {
    id,
    region,
    arn: `arn:aws:ec2:${region}:${accountId}:subnet/${id}`,
    availabilityZone: zone,
    availableIpAddressCount: 250,
    cidrBlock: block,
    defaultForAz: false,
    mapPublicIpOnLaunch: isPublic,
    ownerId: accountId,
    state: "available",
    tags,
    vpcId: subnet.vpcId,
  };
}
