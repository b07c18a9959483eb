import { isIPv4 } from "node:net";

import { atLeast, oneOf, text, textLike, textMap, texts } from "../../../protocol/input-rules";
import type { CloudContext, Refusal, ResourceKind } from "../../cloud";
import type { CloudResource } from "../../cloud-resource";
import { textAt } from "../../reading";
import { instant, tagsAll } from "./ec2";
import { accountId, arnOf, hexOf, isMadeId, regionOf } from "../identifiers";
import { allSubnets, networkTypes, vpcIdRule, vpcRefusal } from "./network";
import { madeUp } from "./vpc";

const { internetGateway: internetType, address: addressType, natGateway: natType } = networkTypes;

function internetGatewaysOf({ account }: CloudContext, vpcId: string): readonly CloudResource[] {
  return account.list(internetType).filter(({ inputs }) => inputs.vpcId === vpcId);
}

/** The network in which a NAT gateway lies. */
function vpcOfSubnet(context: CloudContext, subnetId: string | undefined): string {
  return allSubnets(context).find(({ id }) => id === subnetId)?.vpcId ?? "";
}

const internetGateway: ResourceKind = {
  title: "EC2 Internet Gateway",
  inputs: { vpcId: vpcIdRule, tags: textMap },
  decides: ["arn", "ownerId", "region", "tagsAll", "vpcId"],
  replaces: [],
  minutes: instant,
  refusal: (request) => {
    const vpcId = textAt(request.inputs, "vpcId") ?? "";
    const others = internetGatewaysOf(request, vpcId).filter(({ id }) => id !== request.existing?.id);
    return (
      vpcRefusal(request) ??
      (vpcId !== "" && others.length > 0
        ? `InvalidParameterValue: Network ${vpcId} already has an internet gateway attached`
        : undefined)
    );
  },
  deletionRefusal: ({ resource, ...context }) => {
    const vpcId = textAt(resource.inputs, "vpcId");
    const mapped = context.account
      .list(natType)
      .some(({ inputs }) => vpcOfSubnet(context, textAt(inputs, "subnetId")) === vpcId);
    return mapped
      ? `DependencyViolation: Network ${vpcId ?? ""} has some mapped public address(es). Please unmap those public ` +
          "address(es) before detaching the gateway."
      : undefined;
  },
  name: ({ existing }) => madeUp("igw", existing),
  decide: ({ inputs, named: { id }, ...context }) => ({
    arn: arnOf("ec2", `internet-gateway/${id}`, context),
    ownerId: accountId,
    region: regionOf(context),
    tagsAll: tagsAll(context, inputs),
    vpcId: "",
  }),
};

/** An address of the range that documents use. */
function publicIp(id: string): string {
  return `203.0.113.${Number.parseInt(hexOf(id, 2), 16)}`;
}

const address: ResourceKind = {
  title: "EC2 EIP",
  inputs: { domain: oneOf(["vpc"]), tags: textMap },
  decides: [
    ...["allocationId", "arn", "associationId", "carrierIp", "customerOwnedIp", "domain", "instance"],
    ...["ipamPoolId", "networkBorderGroup", "networkInterface", "privateDns", "privateIp", "ptrRecord"],
    ...["publicDns", "publicIp", "publicIpv4Pool", "region", "tagsAll"],
  ],
  replaces: ["domain"],
  minutes: instant,
  deletionRefusal: ({ account, resource: { id } }) =>
    account.list(natType).some(({ inputs }) => inputs.allocationId === id)
      ? `InvalidIPAddress.InUse: Address ${publicIp(id)} is in use.`
      : undefined,
  name: ({ existing }) => madeUp("eipalloc", existing),
  decide: ({ inputs, named: { id }, ...context }) => {
    const region = regionOf(context);
    return {
      ...Object.fromEntries(
        ["associationId", "carrierIp", "customerOwnedIp", "instance", "ipamPoolId", "networkInterface"].map(
          (name) => [name, ""],
        ),
      ),
      ...{ privateDns: "", privateIp: "", ptrRecord: "" },
      allocationId: id,
      arn: arnOf("ec2", `elastic-ip/${id}`, context),
      domain: "vpc",
      networkBorderGroup: region,
      publicDns: `ec2-${publicIp(id).replaceAll(".", "-")}.${region}.compute.amazonaws.com`,
      publicIp: publicIp(id),
      publicIpv4Pool: "amazon",
      region,
      tagsAll: tagsAll(context, inputs),
    };
  },
};

/** Why a NAT gateway cannot have its address. */
const allocationRefusal: Refusal = ({ inputs, account, existing }) => {
  const id = textAt(inputs, "allocationId");
  if (textAt(inputs, "connectivityType") === "private") {
    return undefined;
  }
  if (id === undefined) {
    return "MissingParameter: The request must include the AllocationId parameter. Add the required parameter and retry the request.";
  }
  if (isMadeId(id) && account.find(addressType, id) === undefined) {
    return `InvalidAllocationID.NotFound: The allocation ID '${id}' does not exist`;
  }
  const users = account.list(natType).filter(({ inputs: theirs }) => theirs.allocationId === id);
  return users.some((user) => user.id !== existing?.id)
    ? `Resource.AlreadyAssociated: Elastic IP address [${id}] is already associated`
    : undefined;
};

const placeRefusal: Refusal = ({ inputs, ...context }) => {
  const subnetId = textAt(inputs, "subnetId") ?? "";
  const vpcId = vpcOfSubnet(context, subnetId);
  if (isMadeId(subnetId) && vpcId === "") {
    return `InvalidSubnetID.NotFound: The subnet ID '${subnetId}' does not exist`;
  }
  const isPublic = textAt(inputs, "connectivityType") !== "private";
  return isPublic && isMadeId(vpcId) && internetGatewaysOf(context, vpcId).length === 0
    ? `Gateway.NotAttached: Network ${vpcId} has no Internet gateway attached`
    : undefined;
};

const natGateway: ResourceKind = {
  title: "EC2 NAT Gateway",
  inputs: {
    allocationId: textLike(/^eipalloc-[0-9a-f]+$/, "the id of the allocation of an address"),
    connectivityType: oneOf(["public", "private"]),
    privateIp: {
      ...text,
      expected: "an IPv4 address",
      accepts: (ip) => typeof ip === "string" && isIPv4(ip),
    },
    secondaryAllocationIds: texts,
    secondaryPrivateIpAddressCount: atLeast(1),
    secondaryPrivateIpAddresses: texts,
    subnetId: { ...textLike(/^subnet-[0-9a-f]+$/, "the id of a subnet"), required: true },
    tags: textMap,
  },
  defaults: { connectivityType: "public" },
  decides: [
    ...["associationId", "autoProvisionZones", "autoScalingIps", "availabilityMode", "networkInterfaceId"],
    ...["privateIp", "publicIp", "region", "regionalNatGatewayAddresses", "regionalNatGatewayAutoMode"],
    ...["routeTableId", "secondaryAllocationIds", "secondaryPrivateIpAddressCount"],
    ...["secondaryPrivateIpAddresses", "tagsAll", "vpcId"],
  ],
  replaces: [
    ...["allocationId", "connectivityType", "privateIp", "secondaryPrivateIpAddressCount", "subnetId"],
  ],
  minutes: { create: 2, update: 0.5, delete: 1 },
  faults: (inputs) =>
    inputs.connectivityType === "private" && "allocationId" in inputs
      ? [{ property: "allocationId", reason: 'is not supported with connectivity_type = "private"' }]
      : [],
  refusal: (request) => placeRefusal(request) ?? allocationRefusal(request),
  name: ({ existing }) => madeUp("nat", existing),
  decide: ({ inputs, named: { id }, ...context }) => {
    const allocation = textAt(inputs, "allocationId");
    return {
      associationId: allocation === undefined ? "" : `eipassoc-${hexOf(id, 17)}`,
      autoProvisionZones: "",
      autoScalingIps: "",
      availabilityMode: "zonal",
      networkInterfaceId: `eni-${hexOf(id, 17)}`,
      privateIp: `10.255.0.${Number.parseInt(hexOf(id, 2), 16)}`,
      publicIp: allocation === undefined ? "" : publicIp(allocation),
      region: regionOf(context),
      regionalNatGatewayAddresses: [],
      regionalNatGatewayAutoMode: "",
      routeTableId: "",
      secondaryAllocationIds: [],
      secondaryPrivateIpAddressCount: 0,
      secondaryPrivateIpAddresses: [],
      tagsAll: tagsAll(context, inputs),
      vpcId: vpcOfSubnet(context, textAt(inputs, "subnetId")),
    };
  },
};

export const gatewayKinds: readonly (readonly [string, ResourceKind])[] = [
  [internetType, internetGateway],
  [addressType, address],
  [natType, natGateway],
];
