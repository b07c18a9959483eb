import { block, blocks, flag, required, text, textLike, textMap } from "../../protocol/input-rules";
import type { ResourceKind } from "../cloud";
import { mapsAt, textAt } from "../reading";
import {
  lastPart,
  lockedBy,
  missingResource,
  namedBy,
  resourceName,
  sameId,
  taken,
  typesOf,
} from "./identifiers";

/** Zones and their links are global. */
const global = textLike(/^global$/i, '"Global"');

/** Row of a private DNS zone. */
export const privateZone: ResourceKind = {
  title: "Private DNS Zone",
  inputs: {
    location: required(global),
    privateZoneName: textLike(/^([a-z0-9-]+\.)+[a-z0-9-]+$/, "a domain name"),
    resourceGroupName: required(text),
    tags: textMap,
  },
  decides: [
    "azureApiVersion",
    "etag",
    "internalId",
    "name",
    "numberOfRecordSets",
    "provisioningState",
    "type",
  ],
  replaces: ["location", "privateZoneName", "resourceGroupName"],
  naming: { input: "privateZoneName", automatic: true },
  minutes: { create: 0.5, update: 0.5, delete: 0.5 },
  taken,
  deletionRefusal: (request) => {
    const { account, resource } = request;
    const linked = account
      .list(typesOf.virtualNetworkLink)
      .some(({ id, goneAtMs }) => goneAtMs === undefined && id.startsWith(`${resource.id}/`));
    return linked
      ? "CannotDeleteResource: Cannot delete resource while nested resources exist: virtualNetworkLinks."
      : lockedBy(request);
  },
  name: namedBy("Microsoft.Network/privateDnsZones/{privateZoneName}"),
  decide: ({ named }) => ({
    azureApiVersion: "2024-06-01",
    etag: "",
    internalId: "",
    name: lastPart(named.id),
    numberOfRecordSets: 1,
    provisioningState: "Succeeded",
    type: "Microsoft.Network/privateDnsZones",
  }),
};

/** Row of a zone's link with a network. */
export const virtualNetworkLink: ResourceKind = {
  title: "Private DNS Zone Link",
  inputs: {
    location: required(global),
    privateZoneName: required(text),
    registrationEnabled: flag,
    resolutionPolicy: text,
    resourceGroupName: required(text),
    tags: textMap,
    virtualNetwork: required(block({ id: required(text) })),
    virtualNetworkLinkName: resourceName,
  },
  decides: ["azureApiVersion", "etag", "name", "provisioningState", "type", "virtualNetworkLinkState"],
  replaces: ["location", "privateZoneName", "resourceGroupName", "virtualNetwork", "virtualNetworkLinkName"],
  naming: { input: "virtualNetworkLinkName", automatic: true },
  minutes: { create: 0.5, update: 0.5, delete: 0.5 },
  taken,
  refusal: ({ inputs, account, existing }) => {
    const zone = textAt(inputs, "privateZoneName") ?? "";
    if (!account.list(typesOf.privateZone).some(({ id }) => lastPart(id) === zone)) {
      return `ParentResourceNotFound: The private DNS zone '${zone}' was not found.`;
    }
    const network = textAt(inputs, "virtualNetwork.id") ?? "";
    const other = account
      .list(typesOf.virtualNetworkLink)
      .filter(({ id }) => id !== existing?.id)
      .some(
        (link) =>
          link.inputs.privateZoneName === zone &&
          sameId(textAt(link.inputs, "virtualNetwork.id") ?? "", network),
      );
    return other
      ? `Conflict: A virtual network cannot be linked to multiple zones with overlapping namespaces: ${zone}.`
      : undefined;
  },
  deletionRefusal: lockedBy,
  name: namedBy(
    "Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}",
  ),
  decide: ({ named }) => ({
    azureApiVersion: "2024-06-01",
    etag: "",
    name: lastPart(named.id),
    provisioningState: "Succeeded",
    type: "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    virtualNetworkLinkState: "Completed",
  }),
};

/** Row of the records that an endpoint keeps in a zone. */
export const privateDnsZoneGroup: ResourceKind = {
  title: "Private DNS Zone Group",
  inputs: {
    privateDnsZoneConfigs: blocks({ name: text, privateDnsZoneId: required(text) }),
    privateDnsZoneGroupName: resourceName,
    privateEndpointName: required(text),
    resourceGroupName: required(text),
  },
  decides: ["azureApiVersion", "etag", "name", "provisioningState"],
  replaces: ["privateDnsZoneGroupName", "privateEndpointName", "resourceGroupName"],
  naming: { input: "privateDnsZoneGroupName", automatic: true },
  minutes: { create: 0.5, update: 0.5, delete: 0.5 },
  taken,
  refusal: ({ inputs, account }) => {
    const endpoint = textAt(inputs, "privateEndpointName") ?? "";
    return account.list(typesOf.privateEndpoint).some(({ id }) => lastPart(id) === endpoint)
      ? mapsAt(inputs, "privateDnsZoneConfigs").flatMap(
          (zone) => missingResource({ account }, typesOf.privateZone, textAt(zone, "privateDnsZoneId")) ?? [],
        )[0]
      : `ParentResourceNotFound: The private endpoint '${endpoint}' was not found.`;
  },
  deletionRefusal: lockedBy,
  name: namedBy(
    "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
  ),
  decide: ({ named }) => ({
    azureApiVersion: "2025-01-01",
    etag: "",
    name: lastPart(named.id),
    provisioningState: "Succeeded",
  }),
};
