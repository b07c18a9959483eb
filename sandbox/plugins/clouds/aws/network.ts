import type { PropertyMap } from "../../protocol/property-value";
import type { CloudContext } from "../cloud";
import { accountId, regionOf, standingId } from "./identifiers";

/** The network of the simulated account, in which every cluster that is asked for lies. */

export interface Subnet {
  readonly id: string;
  readonly zone: string;
  readonly cidrBlock: string;
  readonly public: boolean;
}

const cidrBlock = "10.0.0.0/16";
const zones = ["a", "b", "c"];

export function vpcId(context: CloudContext): string {
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
    zone: `${region}${zone}`,
    cidrBlock: block,
    public: isPublic,
  });
  return [
    ...zones.map((zone, index) => subnet(zone, `10.0.${index * 32}.0/19`, false)),
    ...zones.map((zone, index) => subnet(zone, `10.0.${96 + index}.0/24`, true)),
  ];
}

/** What EC2 tells of a network; one with an id of a real account is taken to look like this one. */
export function vpcOf(context: CloudContext, id: string): PropertyMap {
  const region = regionOf(context);
  return {
    id,
    region,
    cidrBlock,
    arn: `arn:aws:ec2:${region}:${accountId}:vpc/${id}`,
    default: false,
    enableDnsHostnames: true,
    enableDnsSupport: true,
    instanceTenancy: "default",
    ownerId: accountId,
    state: "available",
    tags: {},
  };
}

export function subnetOf(
  context: CloudContext,
  { id, zone, cidrBlock: block, public: isPublic }: Subnet,
): PropertyMap {
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
    tags: { [isPublic ? "kubernetes.io/role/elb" : "kubernetes.io/role/internal-elb"]: "1" },
    vpcId: vpcId(context),
  };
}
