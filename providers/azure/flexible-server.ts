import { Configuration } from "@pulumi/azure-native/dbforpostgresql/configuration";
import { Server } from "@pulumi/azure-native/dbforpostgresql/server";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../components/resources/component";
import type { Authority, Endpoint } from "../../components/resources/stores/store-access";
import type { OwnOptions, Store } from "../../components/resources/provider-contract";
import type { AzureDatabase } from "./config";
import { azureAdminRole, azurePorts } from "./profile";
import { privateZone } from "./private-zone";
import { azureAuthorities, lockAgainstDeletion, type AzureStoreArgs } from "./store";

type Args = AzureStoreArgs<AzureDatabase>;

/** Postgres as a flexible server: in a subnet of its own, encrypted, with a standby. */
export class FlexibleServer extends Component implements Store {
  readonly endpoint: Endpoint;
  readonly authority: Authority;
  readonly password: pulumi.Output<string>;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: Args, options: ComponentOptions) {
    super("azure:FlexibleServer", name, options);
    const { account, identifier, provider, secret } = args;
    const own = { parent: this, provider };
    this.password = secret("postgresPassword");
    const server = flexibleServer(args, this.password, own);
    new Configuration(
      `${identifier}-require-secure-transport`,
      {
        resourceGroupName: account.resourceGroup,
        serverName: server.name,
        configurationName: "require_secure_transport",
        source: "user-override",
        value: "on",
      },
      own,
    );
    lockAgainstDeletion(server, args, own);
    this.endpoint = { host: server.fullyQualifiedDomainName, port: azurePorts.database };
    this.authority = { kind: "pem", pem: azureAuthorities() };
    this.resource = this;
    this.registerOutputs({ host: this.endpoint.host, port: this.endpoint.port });
  }
}

function flexibleServer(args: Args, password: pulumi.Output<string>, own: OwnOptions): Server {
  const { account, identifier, settings, scope, subnet, tags } = args;
  const { zone, link } = privateZone(
    {
      name: `${identifier}-dns`,
      // A zone must not have the server's own name.
      zone: `${identifier}.private.postgres.database.azure.com`,
      resourceGroupName: account.resourceGroup,
      virtualNetworkId: subnet.virtualNetworkId,
    },
    own,
  );
  return new Server(
    identifier,
    {
      resourceGroupName: account.resourceGroup,
      serverName: identifier,
      location: account.location,
      version: settings.version,
      administratorLogin: azureAdminRole,
      administratorLoginPassword: password,
      sku: { name: settings.sku, tier: tierOf(settings.sku) },
      storage: { storageSizeGB: settings.sizeGi, autoGrow: "Enabled" },
      backup: {
        backupRetentionDays: settings.backupRetentionDays,
        geoRedundantBackup: settings.geoRedundantBackup ? "Enabled" : "Disabled",
      },
      highAvailability: { mode: standbyModes[settings.highAvailability] },
      network: {
        delegatedSubnetResourceId: subnet.declare(own),
        privateDnsZoneArmResourceId: zone.id,
        publicNetworkAccess: "Disabled",
      },
      maintenanceWindow: {
        customWindow: "Enabled",
        dayOfWeek: weekDays.indexOf(settings.maintenance.day),
        startHour: settings.maintenance.hour,
        startMinute: 0,
      },
      ...restoredFrom(settings),
      tags: { ...tags },
    },
    {
      ...own,
      protect: scope.plan.protectData,
      dependsOn: [link],
      // What it began with, and what its storage has grown to by itself, is no difference.
      ignoreChanges: ["createMode", "sourceServerResourceId", "pointInTimeUTC", "storage.storageSizeGB"],
    },
  );
}

const standbyModes = {
  "zone-redundant": "ZoneRedundant",
  "same-zone": "SameZone",
  off: "Disabled",
} as const;

const weekDays: readonly string[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** Azure wants the family of a size beside its name, which tells it. */
function tierOf(sku: string): string {
  if (sku.startsWith("Standard_B")) {
    return "Burstable";
  }
  return sku.startsWith("Standard_E") ? "MemoryOptimized" : "GeneralPurpose";
}

function restoredFrom({ restore }: AzureDatabase) {
  return restore === undefined
    ? {}
    : {
        createMode: "PointInTimeRestore",
        sourceServerResourceId: restore.source,
        pointInTimeUTC: restore.time,
      };
}
