import { crc32 } from "node:zlib";

import { blocks, required, text, textLike, textMap, texts } from "../../../protocol/input-rules";
import type { CloudContext, Refusal, ResourceKind } from "../../cloud";
import { mapsAt, textAt } from "../../reading";
import { instant, tagsAll } from "./ec2";
import { accountId, arnOf, isMadeId, madeId, regionOf } from "../identifiers";
import { allSubnets, networkTypes, vpcIdRule, vpcRefusal } from "./network";
import { rangeWith } from "./ranges";
import { madeUp } from "./vpc";

const tableId = textLike(/^rtb-[0-9a-f]+$/, "the id of a route table");
const destinations = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"];
const targets = [
  ...["egressOnlyGatewayId", "gatewayId", "natGatewayId", "networkInterfaceId", "transitGatewayId"],
  ...["vpcEndpointId", "vpcPeeringConnectionId"],
];
const targetRules = Object.fromEntries(targets.map((name) => [name, text]));

const routeTable: ResourceKind = {
  title: "EC2 Route Table",
  inputs: {
    propagatingVgws: texts,
    routes: blocks({
      cidrBlock: rangeWith(0, 32),
      ipv6CidrBlock: text,
      destinationPrefixListId: text,
      ...targetRules,
    }),
    tags: textMap,
    vpcId: required(vpcIdRule),
  },
  decides: ["arn", "ownerId", "propagatingVgws", "region", "routes", "tagsAll"],
  replaces: ["vpcId"],
  minutes: instant,
  // Before it deletes a table, the provider takes it from its subnets.
  refusal: vpcRefusal,
  name: ({ existing }) => madeUp("rtb", existing),
  decide: ({ inputs, named: { id }, ...context }) => ({
    arn: arnOf("ec2", `route-table/${id}`, context),
    ownerId: accountId,
    propagatingVgws: [],
    region: regionOf(context),
    routes: [],
    tagsAll: tagsAll(context, inputs),
  }),
};

/** Why a table cannot be used: those of a real account are taken to exist. */
const tableRefusal: Refusal = ({ inputs, account }) => {
  const id = textAt(inputs, "routeTableId") ?? "";
  return isMadeId(id) && account.find(networkTypes.routeTable, id) === undefined
    ? `InvalidRouteTableID.NotFound: The routeTable ID '${id}' does not exist`
    : undefined;
};

/** What a route leads to has to be there. */
const targetRefusal: Refusal = ({ inputs, account }) => {
  const nat = textAt(inputs, "natGatewayId") ?? "";
  const gateway = textAt(inputs, "gatewayId") ?? "";
  if (isMadeId(nat) && account.find(networkTypes.natGateway, nat) === undefined) {
    return `InvalidNatGatewayID.NotFound: The natGateway ID '${nat}' does not exist`;
  }
  const missing = isMadeId(gateway) && account.find(networkTypes.internetGateway, gateway) === undefined;
  return missing || gateway === "local"
    ? `InvalidGatewayID.NotFound: The gateway ID '${gateway}' does not exist`
    : undefined;
};

function destinationOf(inputs: Parameters<typeof textAt>[0]): string {
  return destinations.flatMap((name) => textAt(inputs, name) ?? [])[0] ?? "";
}

const route: ResourceKind = {
  title: "Route",
  inputs: {
    destinationCidrBlock: rangeWith(0, 32),
    destinationIpv6CidrBlock: text,
    destinationPrefixListId: text,
    ...targetRules,
    routeTableId: required(tableId),
  },
  decides: ["instanceId", "instanceOwnerId", "networkInterfaceId", "origin", "region", "state"],
  replaces: [...destinations, "routeTableId"],
  minutes: instant,
  faults: (inputs) =>
    [destinations, targets].flatMap((names) => {
      const given = names.filter((name) => name in inputs);
      const reason = `exactly one of ${names.join(", ")} must be given, got ${given.length}`;
      return given.length === 1 ? [] : [{ property: "", reason }];
    }),
  taken: "RouteAlreadyExists: The route identified by that destination already exists.",
  refusal: (request) => tableRefusal(request) ?? targetRefusal(request),
  name: ({ inputs, existing }) => {
    const table = textAt(inputs, "routeTableId") ?? "";
    const destination = destinationOf(inputs);
    return existing ?? { key: `${table} ${destination}`, id: `r-${table}${crc32(destination)}` };
  },
  decide: (context) => ({
    instanceId: "",
    instanceOwnerId: "",
    networkInterfaceId: "",
    origin: "CreateRoute",
    region: regionOf(context),
    state: "active",
  }),
};

const association: ResourceKind = {
  title: "Route Table Association",
  inputs: { gatewayId: text, routeTableId: required(tableId), subnetId: text },
  decides: ["region"],
  replaces: ["gatewayId", "subnetId"],
  minutes: instant,
  faults: (inputs) =>
    "gatewayId" in inputs === "subnetId" in inputs
      ? [{ property: "", reason: "exactly one of gatewayId, subnetId must be given" }]
      : [],
  taken: "Resource.AlreadyAssociated: the specified association conflicts with an existing association",
  refusal: ({ inputs, ...context }) => {
    const id = textAt(inputs, "subnetId") ?? "";
    return (
      tableRefusal({ inputs, ...context }) ??
      (isMadeId(id) && !allSubnets(context).some((subnet) => subnet.id === id)
        ? `InvalidSubnetID.NotFound: The subnet ID '${id}' does not exist`
        : undefined)
    );
  },
  name: ({ inputs, existing }) => {
    const key = textAt(inputs, "subnetId") ?? textAt(inputs, "gatewayId") ?? "";
    return existing ?? { key, id: madeId("rtbassoc", key) };
  },
  decide: (context) => ({ region: regionOf(context) }),
};

/** Whether a subnet that was made has a way to the internet; those of a real account are taken to have one. */
export function hasWayOut({ account }: CloudContext, subnetId: string): boolean {
  const table = account.find(networkTypes.association, subnetId)?.inputs.routeTableId;
  const inline = account.list(networkTypes.routeTable).filter(({ id }) => id === table);
  return (
    !isMadeId(subnetId) ||
    account
      .list(networkTypes.route)
      .some(({ inputs }) => inputs.routeTableId === table && inputs.destinationCidrBlock === "0.0.0.0/0") ||
    inline.some(({ inputs }) => mapsAt(inputs, "routes").some(({ cidrBlock }) => cidrBlock === "0.0.0.0/0"))
  );
}

export const routeKinds: readonly (readonly [string, ResourceKind])[] = [
  [networkTypes.routeTable, routeTable],
  [networkTypes.route, route],
  [networkTypes.association, association],
];
