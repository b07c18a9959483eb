import { PrivateDnsZoneGroup } from "@pulumi/azure-native/network/privateDnsZoneGroup";
import { PrivateEndpoint } from "@pulumi/azure-native/network/privateEndpoint";
import { Database } from "@pulumi/azure-native/redisenterprise/database";
import { listDatabaseKeysOutput } from "@pulumi/azure-native/redisenterprise/listDatabaseKeys";
import { RedisEnterprise } from "@pulumi/azure-native/redisenterprise/redisEnterprise";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../components/resources/component";
import type { Authority, Endpoint } from "../../components/resources/stores/store-access";
import type { OwnOptions, Store } from "../../components/resources/provider-contract";
import type { AzureCache } from "./config";
import { azurePorts } from "./profile";
import { privateZone } from "./private-zone";
import { azureAuthorities, lockAgainstDeletion, type AzureStoreArgs } from "./store";

type Args = AzureStoreArgs<AzureCache>;

/** Redis as Azure Managed Redis: one shard, encrypted, on disk, reached by a private endpoint alone. */
export class ManagedRedis extends Component implements Store {
  readonly endpoint: Endpoint;
  readonly authority: Authority;
  readonly password: pulumi.Output<string>;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: Args, options: ComponentOptions) {
    super("azure:ManagedRedis", name, options);
    const { account, provider } = args;
    const own = { parent: this, provider };
    const server = redisServer(args, own);
    const database = redisDatabase(args, server, own);
    privateAccess(args, server, own);
    lockAgainstDeletion(server, args, own);
    const keys = listDatabaseKeysOutput(
      { resourceGroupName: account.resourceGroup, clusterName: server.name, databaseName: database.name },
      own,
    );
    this.endpoint = { host: server.hostName, port: azurePorts.cache };
    this.authority = { kind: "pem", pem: azureAuthorities() };
    this.password = pulumi.secret(keys.primaryKey);
    this.resource = this;
    this.registerOutputs({ host: this.endpoint.host, port: this.endpoint.port });
  }
}

function redisServer(args: Args, own: OwnOptions): RedisEnterprise {
  const { account, identifier, settings, scope, tags } = args;
  return new RedisEnterprise(
    identifier,
    {
      resourceGroupName: account.resourceGroup,
      clusterName: identifier,
      location: account.location,
      sku: { name: settings.sku },
      highAvailability: settings.highAvailability ? "Enabled" : "Disabled",
      minimumTlsVersion: "1.2",
      publicNetworkAccess: "Disabled",
      tags: { ...tags },
    },
    { ...own, protect: scope.plan.protectData },
  );
}

function redisDatabase(
  { account, identifier, scope }: Args,
  server: RedisEnterprise,
  own: OwnOptions,
): Database {
  return new Database(
    identifier,
    {
      resourceGroupName: account.resourceGroup,
      clusterName: server.name,
      databaseName: "default",
      clientProtocol: "Encrypted",
      // Queues are scripts over several keys, which the clustered policies refuse.
      clusteringPolicy: "NoCluster",
      evictionPolicy: "NoEviction",
      port: azurePorts.cache,
      persistence: { aofEnabled: true, aofFrequency: "1s" },
      accessKeysAuthentication: "Enabled",
    },
    { ...own, protect: scope.plan.protectData },
  );
}

/** An address of the server in the cluster's network, and its name there. */
function privateAccess(
  { account, identifier, subnet, tags }: Args,
  server: RedisEnterprise,
  own: OwnOptions,
): void {
  const resourceGroupName = account.resourceGroup;
  const { zone } = privateZone(
    {
      name: `${identifier}-dns`,
      zone: "privatelink.redis.azure.net",
      resourceGroupName,
      virtualNetworkId: subnet.virtualNetworkId,
    },
    own,
  );
  const endpoint = new PrivateEndpoint(
    identifier,
    {
      resourceGroupName,
      privateEndpointName: identifier,
      location: account.location,
      subnet: { id: subnet.declare(own) },
      privateLinkServiceConnections: [
        { name: identifier, privateLinkServiceId: server.id, groupIds: ["redisEnterprise"] },
      ],
      tags: { ...tags },
    },
    own,
  );
  new PrivateDnsZoneGroup(
    identifier,
    {
      resourceGroupName,
      privateEndpointName: endpoint.name,
      privateDnsZoneGroupName: "default",
      privateDnsZoneConfigs: [{ name: "redis", privateDnsZoneId: zone.id }],
    },
    own,
  );
}
