import { block, blocks, required, text, textLike, textMap, texts } from "../../protocol/input-rules";
import type { PropertyMap } from "../../protocol/property-value";
import type { CloudRequest, ResourceKind } from "../cloud";
import { mapsAt, textAt, textsAt } from "../reading";
import {
  lastPart,
  locationOf,
  lockedBy,
  missingResource,
  namedBy,
  resourceName,
  sameId,
  taken,
  typesOf,
} from "./identifiers";

const cidr = textLike(/^\d+\.\d+\.\d+\.\d+\/\d+$/, "an IPv4 CIDR");

interface Range {
  readonly first: number;
  readonly last: number;
}

function rangeOf(text: string): Range {
  const [address = "", bits = "32"] = text.split("/");
  const first = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return { first, last: first + 2 ** (32 - Number(bits)) - 1 };
}

function overlap(left: string, right: string): boolean {
  const [one, other] = [rangeOf(left), rangeOf(right)];
  return one.first <= other.last && other.first <= one.last;
}

function subnetRefusal({ inputs, existing, account }: CloudRequest): string | undefined {
  const wanted = textAt(inputs, "addressPrefix") ?? "";
  const neighbour = account
    .list(typesOf.subnet)
    .filter(({ id }) => id !== existing?.id)
    .filter(({ inputs: other }) => other.virtualNetworkName === inputs.virtualNetworkName)
    .find(({ inputs: other }) => overlap(wanted, textAt(other, "addressPrefix") ?? "0.0.0.0/32"));
  return neighbour === undefined
    ? undefined
    : `NetcfgSubnetRangesOverlap: Subnet '${textAt(inputs, "subnetName") ?? ""}' is not valid because its IP ` +
        `address range overlaps with that of an existing subnet: ${lastPart(neighbour.id)}.`;
}

const subnetUsers = ["network.delegatedSubnetResourceId", "subnet.id"];

/** Row of a subnet; its network is taken to exist. */
export const subnet: ResourceKind = {
  title: "Subnet",
  inputs: {
    addressPrefix: required(cidr),
    delegations: blocks({ name: text, serviceName: required(text), type: text }),
    privateEndpointNetworkPolicies: text,
    privateLinkServiceNetworkPolicies: text,
    resourceGroupName: required(text),
    subnetName: resourceName,
    virtualNetworkName: required(text),
  },
  decides: ["azureApiVersion", "etag", "name", "provisioningState", "purpose", "type"],
  replaces: ["resourceGroupName", "subnetName", "virtualNetworkName"],
  naming: { input: "subnetName", automatic: true },
  minutes: { create: 0.2, update: 0.2, delete: 0.2 },
  taken,
  refusal: subnetRefusal,
  deletionRefusal: (request) => {
    const { account, resource } = request;
    const user = account
      .all()
      .find(({ inputs }) => subnetUsers.some((path) => sameId(textAt(inputs, path) ?? "", resource.id)));
    return user === undefined
      ? lockedBy(request)
      : `InUseSubnetCannotBeDeleted: Subnet ${lastPart(resource.id)} is in use by ${user.id} and cannot be deleted.`;
  },
  name: namedBy("Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}"),
  decide: ({ named }) => ({
    azureApiVersion: "2025-01-01",
    etag: "",
    name: lastPart(named.id),
    provisioningState: "Succeeded",
    purpose: "",
    type: "Microsoft.Network/virtualNetworks/subnets",
  }),
};

function connections(inputs: PropertyMap): readonly PropertyMap[] {
  return mapsAt(inputs, "privateLinkServiceConnections");
}

function endpointRefusal({ inputs, account }: CloudRequest): string | undefined {
  const [connection = {}] = connections(inputs);
  const target = textAt(connection, "privateLinkServiceId") ?? "";
  const group = textsAt(connection, "groupIds")[0] ?? "";
  const ofRedis = /\/Microsoft\.Cache\/redisEnterprise\//i.test(target);
  if (ofRedis && group !== "redisEnterprise") {
    return `PrivateLinkServiceConnectionGroupIdInvalid: '${group}' is not a group of ${lastPart(target)}; expected redisEnterprise.`;
  }
  return (
    missingResource({ account }, typesOf.subnet, textAt(inputs, "subnet.id")) ??
    missingResource({ account }, typesOf.redisCluster, ofRedis ? target : undefined)
  );
}

/** Row of a private endpoint. */
export const privateEndpoint: ResourceKind = {
  title: "Private Endpoint",
  inputs: {
    customNetworkInterfaceName: text,
    location: text,
    privateEndpointName: resourceName,
    privateLinkServiceConnections: blocks({
      groupIds: texts,
      name: text,
      privateLinkServiceId: required(text),
      requestMessage: text,
    }),
    resourceGroupName: required(text),
    // Beside the id, the SDK's own defaults for a subnet.
    subnet: required(
      block({
        id: required(text),
        privateEndpointNetworkPolicies: text,
        privateLinkServiceNetworkPolicies: text,
      }),
    ),
    tags: textMap,
  },
  decides: [
    "azureApiVersion",
    "customDnsConfigs",
    "etag",
    "name",
    "networkInterfaces",
    "provisioningState",
    "type",
  ],
  replaces: ["location", "privateEndpointName", "resourceGroupName", "subnet"],
  naming: { input: "privateEndpointName", automatic: true },
  minutes: { create: 1, update: 1, delete: 1 },
  taken,
  refusal: endpointRefusal,
  deletionRefusal: lockedBy,
  name: namedBy("Microsoft.Network/privateEndpoints/{privateEndpointName}"),
  decide: ({ inputs, named, ...context }) => ({
    azureApiVersion: "2025-01-01",
    customDnsConfigs: [],
    etag: "",
    location: locationOf(context, inputs),
    name: lastPart(named.id),
    networkInterfaces: [{ id: `${named.id}.nic` }],
    provisioningState: "Succeeded",
    type: "Microsoft.Network/privateEndpoints",
  }),
};
