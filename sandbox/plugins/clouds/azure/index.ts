import type { Cloud, ResourceKind } from "../cloud";
import { textAt } from "../reading";
import { typesOf } from "./identifiers";
import { lock } from "./lock";
import { azureLookUps } from "./look-ups";
import { federatedCredential, roleAssignment, userAssignedIdentity } from "./managed-identity";
import { privateEndpoint, subnet } from "./network";
import { configuration, server } from "./postgres";
import { privateDnsZoneGroup, privateZone, virtualNetworkLink } from "./private-dns";
import { redisCluster, redisDatabase } from "./redis";

/** Microsoft Azure, as azure-native presents it. */
export const azure: Cloud = {
  name: "azure-native",
  title: "Azure",
  version: "3.28.0+stand-in",
  configure: (config, { ARM_SUBSCRIPTION_ID: subscription, ARM_LOCATION_NAME: location }) => ({
    ...(subscription === undefined ? {} : { subscriptionId: subscription }),
    ...(location === undefined ? {} : { location }),
    ...config,
  }),
  configFaults: (config) => {
    const subscription = textAt(config, "subscriptionId");
    return subscription === undefined || /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(subscription)
      ? []
      : [{ property: "subscriptionId", reason: "expected the UUID of a subscription (ARM_SUBSCRIPTION_ID)" }];
  },
  kinds: new Map<string, ResourceKind>([
    [typesOf.subnet, subnet],
    [typesOf.privateZone, privateZone],
    [typesOf.virtualNetworkLink, virtualNetworkLink],
    [typesOf.privateEndpoint, privateEndpoint],
    [typesOf.privateDnsZoneGroup, privateDnsZoneGroup],
    [typesOf.server, server],
    [typesOf.configuration, configuration],
    [typesOf.redisCluster, redisCluster],
    [typesOf.redisDatabase, redisDatabase],
    [typesOf.lock, lock],
    [typesOf.identity, userAssignedIdentity],
    [typesOf.federatedCredential, federatedCredential],
    [typesOf.roleAssignment, roleAssignment],
  ]),
  lookUps: azureLookUps,
};
