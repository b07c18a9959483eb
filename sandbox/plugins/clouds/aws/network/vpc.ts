import { randomUUID } from "node:crypto";

import { flag, oneOf, required, text, textMap } from "../../../protocol/input-rules";
import type { PropertyMap } from "../../../protocol/property-value";
import type { CloudContext, DeletionRequest, Refusal, ResourceKind, ResourceName } from "../../cloud";
import type { CloudResource } from "../../cloud-resource";
import { textAt, textsAt } from "../../reading";
import { securityGroupType, tagsAll } from "./ec2";
import { accountId, arnOf, hexOf, isMadeId, madeId, regionOf } from "../identifiers";
import { allSubnets, networkTypes, vpcIdRule, vpcOf, vpcRefusal, zonesOf } from "./network";
import { instanceType } from "../stores/parameters";
import { addressRange, holds, overlap, rangeWith } from "./ranges";

/** The name of what has none but the id that EC2 makes up. */
export function madeUp(prefix: string, existing: CloudResource | undefined): ResourceName {
  const id = madeId(prefix, randomUUID());
  return existing ?? { key: id, id };
}

/** What belongs to a network and has to go first. */
function dependents({ account, resource }: DeletionRequest): readonly CloudResource[] {
  const { subnet, internetGateway, routeTable } = networkTypes;
  return [subnet, internetGateway, routeTable, securityGroupType].flatMap((type) =>
    account.list(type).filter(({ inputs }) => inputs.vpcId === resource.id),
  );
}

const vpc: ResourceKind = {
  title: "EC2 VPC",
  inputs: {
    assignGeneratedIpv6CidrBlock: flag,
    cidrBlock: rangeWith(16, 28),
    enableDnsHostnames: flag,
    enableDnsSupport: flag,
    enableNetworkAddressUsageMetrics: flag,
    instanceTenancy: oneOf(["default", "dedicated"]),
    tags: textMap,
  },
  defaults: { enableDnsSupport: true, instanceTenancy: "default" },
  decides: [
    ...["arn", "defaultNetworkAclId", "defaultRouteTableId", "defaultSecurityGroupId", "dhcpOptionsId"],
    ...["enableDnsHostnames", "enableNetworkAddressUsageMetrics", "ipv6AssociationId", "ipv6CidrBlock"],
    ...["ipv6CidrBlockNetworkBorderGroup", "mainRouteTableId", "ownerId", "region", "tagsAll"],
  ],
  replaces: ["cidrBlock"],
  minutes: { create: 0.2, update: 0.1, delete: 0.1 },
  refusal: ({ inputs }) =>
    "cidrBlock" in inputs
      ? undefined
      : "MissingParameter: Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.",
  deletionRefusal: (request) =>
    dependents(request).length === 0
      ? undefined
      : `DependencyViolation: The vpc '${request.resource.id}' has dependencies and cannot be deleted.`,
  name: ({ existing }) => madeUp("vpc", existing),
  decide: ({ inputs, named: { id }, ...context }) => ({
    arn: arnOf("ec2", `vpc/${id}`, context),
    defaultNetworkAclId: `acl-${hexOf(id, 17)}`,
    defaultRouteTableId: `rtb-${hexOf(id, 17)}`,
    defaultSecurityGroupId: `sg-${hexOf(id, 17)}`,
    dhcpOptionsId: `dopt-${hexOf(regionOf(context), 17)}`,
    enableDnsHostnames: false,
    enableNetworkAddressUsageMetrics: false,
    ipv6AssociationId: "",
    ipv6CidrBlock: "",
    ipv6CidrBlockNetworkBorderGroup: "",
    mainRouteTableId: `rtb-${hexOf(id, 17)}`,
    ownerId: accountId,
    region: regionOf(context),
    tagsAll: tagsAll(context, inputs),
  }),
};

/** Where a subnet lies. */
function zoneOf(context: CloudContext, inputs: PropertyMap): string {
  const zones = zonesOf(context);
  const byId = zones.find(({ id }) => id === inputs.availabilityZoneId);
  return textAt(inputs, "availabilityZone") ?? (byId ?? zones[0])?.name ?? "";
}

/** What EC2 says of a subnet's zone and addresses. */
const placeRefusal: Refusal = ({ inputs, existing, ...context }) => {
  const zones = zonesOf(context);
  const zone = zoneOf(context, inputs);
  if (!zones.some(({ name }) => name === zone)) {
    return (
      `InvalidParameterValue: Value (${zone}) for parameter availabilityZone is invalid. Subnets can currently ` +
      `only be created in the following availability zones: ${zones.map(({ name }) => name).join(", ")}.`
    );
  }
  const block = textAt(inputs, "cidrBlock") ?? "";
  const vpcId = textAt(inputs, "vpcId") ?? "";
  const range = addressRange(block);
  const whole = addressRange(textAt(vpcOf(context, vpcId), "cidrBlock") ?? "");
  if (range === undefined) {
    return "MissingParameter: Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.";
  }
  // Nothing is known of the addresses of a network of a real account.
  if (isMadeId(vpcId) && whole !== undefined && !holds(whole, range)) {
    return `InvalidSubnet.Range: The CIDR '${block}' is invalid.`;
  }
  const neighbour = allSubnets(context)
    .filter(({ id, vpcId: theirs }) => theirs === vpcId && id !== existing?.id)
    .flatMap(({ cidrBlock }) => addressRange(cidrBlock) ?? [])
    .find((theirs) => overlap(theirs, range));
  return neighbour === undefined
    ? undefined
    : `InvalidSubnet.Conflict: The CIDR '${block}' conflicts with another subnet`;
};

/** Whether something has an interface in a subnet, so that the subnet cannot go. */
function isUsed({ account, resource: { id } }: DeletionRequest): boolean {
  const groups = account
    .list("aws:rds/subnetGroup:SubnetGroup")
    .filter(({ inputs }) => textsAt(inputs, "subnetIds").includes(id))
    .map(({ key }) => key);
  return account
    .all()
    .some(
      ({ type, inputs }) =>
        (type === networkTypes.natGateway && inputs.subnetId === id) ||
        (type === "aws:eks/cluster:Cluster" && textsAt(inputs, "vpcConfig.subnetIds").includes(id)) ||
        (type === "aws:eks/nodeGroup:NodeGroup" && textsAt(inputs, "subnetIds").includes(id)) ||
        (type === instanceType && groups.includes(textAt(inputs, "dbSubnetGroupName") ?? "")),
    );
}

const subnet: ResourceKind = {
  title: "EC2 Subnet",
  inputs: {
    assignIpv6AddressOnCreation: flag,
    availabilityZone: text,
    availabilityZoneId: text,
    cidrBlock: rangeWith(16, 28),
    enableResourceNameDnsARecordOnLaunch: flag,
    mapPublicIpOnLaunch: flag,
    privateDnsHostnameTypeOnLaunch: oneOf(["ip-name", "resource-name"]),
    tags: textMap,
    vpcId: required(vpcIdRule),
  },
  defaults: {
    assignIpv6AddressOnCreation: false,
    enableDns64: false,
    enableResourceNameDnsARecordOnLaunch: false,
    enableResourceNameDnsAaaaRecordOnLaunch: false,
    ipv6Native: false,
    mapPublicIpOnLaunch: false,
  },
  decides: [
    ...["arn", "availabilityZone", "availabilityZoneId", "ipv6CidrBlock", "ipv6CidrBlockAssociationId"],
    ...["ownerId", "privateDnsHostnameTypeOnLaunch", "region", "tagsAll"],
  ],
  replaces: ["availabilityZone", "availabilityZoneId", "cidrBlock", "vpcId"],
  minutes: { create: 0.2, update: 0.1, delete: 0.1 },
  faults: (inputs) =>
    "availabilityZone" in inputs && "availabilityZoneId" in inputs
      ? [{ property: "availabilityZoneId", reason: "conflicts with availabilityZone" }]
      : [],
  refusal: (request) => vpcRefusal(request) ?? placeRefusal(request),
  deletionRefusal: (request) =>
    isUsed(request)
      ? `DependencyViolation: The subnet '${request.resource.id}' has dependencies and cannot be deleted.`
      : undefined,
  name: ({ existing }) => madeUp("subnet", existing),
  decide: ({ inputs, named: { id }, ...context }) => {
    const zone = zoneOf(context, inputs);
    return {
      arn: arnOf("ec2", `subnet/${id}`, context),
      availabilityZone: zone,
      availabilityZoneId: zonesOf(context).find(({ name }) => name === zone)?.id ?? "",
      ipv6CidrBlock: "",
      ipv6CidrBlockAssociationId: "",
      ownerId: accountId,
      privateDnsHostnameTypeOnLaunch: "ip-name",
      region: regionOf(context),
      tagsAll: tagsAll(context, inputs),
    };
  },
};

export const vpcKinds: readonly (readonly [string, ResourceKind])[] = [
  [networkTypes.vpc, vpc],
  [networkTypes.subnet, subnet],
];
