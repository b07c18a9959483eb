import { parse } from "yaml";

import { mapsAt } from "../../../../sandbox/plugins/clouds/reading";
import { isSecret, reveal } from "../../../../sandbox/plugins/protocol/property-value";
import {
  azureSubscription,
  cluster,
  endpoint,
  group,
  link,
  server,
  subnet,
  types,
  zone,
} from "./azure-subscription";
import type { SimulatedCloud } from "./simulated-cloud";

let cloud: SimulatedCloud;

beforeEach(async () => {
  cloud = await azureSubscription();
});

afterEach(() => cloud.remove());

test("a subscription is a UUID", async () => {
  expect(await cloud.configFaults({ subscriptionId: "mine" })).toEqual([
    "subscriptionId: expected the UUID of a subscription (ARM_SUBSCRIPTION_ID)",
  ]);
  expect(await cloud.configFaults({})).toEqual([]);
});

describe("subnets", () => {
  test("do not overlap in their network", async () => {
    const inputs = { ...subnet, subnetName: "other", addressPrefix: "10.3.0.8/29" };
    await expect(cloud.create(types.subnet, inputs)).rejects.toThrow(
      "NetcfgSubnetRangesOverlap: Subnet 'other' is not valid because its IP address range overlaps with that of an " +
        "existing subnet: postgres.",
    );
    await cloud.create(types.subnet, { ...inputs, virtualNetworkName: "other" });
  });

  test("are not deleted while they are in use", async () => {
    const { id } = await cloud.create(types.server, server);
    const used = server.network.delegatedSubnetResourceId;
    await expect(cloud.delete(types.subnet, used)).rejects.toThrow(
      `InUseSubnetCannotBeDeleted: Subnet postgres is in use by ${id} and cannot be deleted.`,
    );
  });

  test("are made anew in another network, not for other addresses", async () => {
    const now = { ...subnet, virtualNetworkName: "other", addressPrefix: "10.9.0.0/28" };
    expect(await cloud.replaces(types.subnet, subnet, now)).toEqual(["virtualNetworkName"]);
  });
});

describe("private zones", () => {
  test("are global", async () => {
    expect(await cloud.faults(types.zone, { ...zone, location: "westeurope" })).toEqual([
      'location: expected "Global"',
    ]);
  });

  test("are linked once with a network, and not deleted while they are", async () => {
    const { id } = await cloud.create(types.link, link);
    await expect(cloud.create(types.link, { ...link, virtualNetworkLinkName: "again" })).rejects.toThrow(
      "Conflict: A virtual network cannot be linked to multiple zones with overlapping namespaces: openops.postgres",
    );
    const zoneId = server.network.privateDnsZoneArmResourceId;
    await expect(cloud.delete(types.zone, zoneId)).rejects.toThrow(
      "CannotDeleteResource: Cannot delete resource while nested resources exist: virtualNetworkLinks.",
    );
    await cloud.delete(types.link, id);
    await cloud.delete(types.zone, zoneId);
  });

  test("have to exist for a link", async () => {
    await expect(cloud.create(types.link, { ...link, privateZoneName: "none.example" })).rejects.toThrow(
      "ParentResourceNotFound: The private DNS zone 'none.example' was not found.",
    );
  });

  test("are made anew under another name, their links for another network", async () => {
    expect(await cloud.replaces(types.zone, zone, { ...zone, privateZoneName: "b.example" })).toEqual([
      "privateZoneName",
    ]);
    expect(await cloud.replaces(types.link, link, { ...link, virtualNetwork: { id: "other" } })).toEqual([
      "virtualNetwork",
    ]);
  });
});

describe("private endpoints", () => {
  const zones = [{ name: "redis", privateDnsZoneId: server.network.privateDnsZoneArmResourceId }];
  const zoneGroup = {
    resourceGroupName: "shop",
    privateEndpointName: "openops-redis",
    privateDnsZoneGroupName: "default",
    privateDnsZoneConfigs: zones,
  };

  test("lead to what exists, by the group that it has", async () => {
    await cloud.create(types.cluster, { ...cluster, clusterName: "other" });
    await expect(cloud.create(types.endpoint, endpoint)).rejects.toThrow(
      "ResourceNotFound: The Resource 'openops' under resource group 'shop' was not found.",
    );
    await cloud.create(types.cluster, cluster);
    const [connection] = endpoint.privateLinkServiceConnections;
    const privateLinkServiceConnections = [{ ...connection, groupIds: ["redisCache"] }];
    await expect(
      cloud.create(types.endpoint, { ...endpoint, privateLinkServiceConnections }),
    ).rejects.toThrow(
      "PrivateLinkServiceConnectionGroupIdInvalid: 'redisCache' is not a group of openops; expected redisEnterprise.",
    );
    expect(await cloud.made(types.endpoint, endpoint)).toMatchObject({ provisioningState: "Succeeded" });
  });

  test("have to exist for their records in a zone", async () => {
    await expect(cloud.create(types.zoneGroup, zoneGroup)).rejects.toThrow(
      "ParentResourceNotFound: The private endpoint 'openops-redis' was not found.",
    );
    await cloud.create(types.cluster, cluster);
    await cloud.create(types.endpoint, endpoint);
    const missing = [{ name: "redis", privateDnsZoneId: `${group}/Microsoft.Network/privateDnsZones/none` }];
    await expect(
      cloud.create(types.zoneGroup, { ...zoneGroup, privateDnsZoneConfigs: missing }),
    ).rejects.toThrow("ResourceNotFound: The Resource 'none' under resource group 'shop' was not found.");
    await cloud.create(types.zoneGroup, zoneGroup);
  });

  test("are made anew in another subnet", async () => {
    expect(await cloud.replaces(types.endpoint, endpoint, { ...endpoint, subnet: { id: "other" } })).toEqual([
      "subnet",
    ]);
    const now = { ...zoneGroup, privateEndpointName: "other", privateDnsZoneConfigs: [] };
    expect(await cloud.replaces(types.zoneGroup, zoneGroup, now)).toEqual(["privateEndpointName"]);
  });
});

describe("look-ups", () => {
  const args = { resourceGroupName: "shop", resourceName: "aks" };

  test("any cluster is answered, with the subnets of its nodes", async () => {
    const found = await cloud.invoke("azure-native:containerservice:getManagedCluster", args);
    expect(found).toMatchObject({
      location: "westeurope",
      fqdn: "aks-dns-00000000.hcp.westeurope.azmk8s.io",
    });
    expect(mapsAt(found, "agentPoolProfiles")[0]).toMatchObject({
      vnetSubnetID: `${group}/Microsoft.Network/virtualNetworks/main/subnets/nodes`,
    });
  });

  test("the credentials are a kubeconfig, which is secret", async () => {
    const found = await cloud.invoke("azure-native:containerservice:listManagedClusterUserCredentials", {
      ...args,
      format: "exec",
    });
    const [credential = {}] = mapsAt(found, "kubeconfigs");
    expect(isSecret(credential.value)).toBe(true);
    const config: unknown = parse(Buffer.from(String(reveal(credential.value ?? null)), "base64").toString());
    expect(config).toMatchObject({
      clusters: [{ cluster: { server: "https://aks-dns-00000000.hcp.westeurope.azmk8s.io:443" } }],
      users: [{ user: { exec: { command: "kubelogin" } } }],
    });
  });

  test("a subnet is told as it was made, another as one of the real subscription", async () => {
    const token = "azure-native:network:getSubnet";
    const find = (subnetName: string) =>
      cloud.invoke(token, { resourceGroupName: "shop", virtualNetworkName: "main", subnetName });
    expect(await find("postgres")).toMatchObject({ addressPrefix: "10.3.0.0/28" });
    expect(await find("theirs")).toMatchObject({ addressPrefix: "10.3.0.0/24" });
  });
});
