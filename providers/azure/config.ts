import { z } from "zod";
import {
  backupRetentionDays,
  cidr,
  databaseName,
  maintenance,
  matching,
  postgresVersion,
  text,
  yesOrNo,
} from "../../components/config/fields/fields";
import type { DeepReadonly } from "../../components/values/deep-readonly";

const uuid = (expected: string) => matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, expected);

const role = z.strictObject({
  roleId: uuid("the id of a role definition, in lower case").describe(
    "Id of the role definition, which `az role definition list --name NAME` tells.",
  ),
  scope: text
    .regex(/^\/subscriptions\/[^/]+/, "the resource id of a subscription, group or resource")
    .describe("What it may be used on: a subscription, a resource group or a resource."),
});

const managedIdentity = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("new"),
    name: matching(/^[A-Za-z0-9][-\w]{2,127}$/, "a name of 3 to 128 letters, digits, hyphens and underscores")
      .optional()
      .describe("Name of the identity. Default: the namespace and the component."),
    roles: z.array(role).default([]).describe("What it may do."),
  }),
  z.strictObject({
    kind: z.literal("existing"),
    clientId: uuid("the client id of an identity, in lower case").describe(
      "An identity that has a federated credential for the pods' ServiceAccount already.",
    ),
  }),
]);

/** A managed identity of Azure for the pods of one ServiceAccount, by Workload Identity. */
export const azureIdentity = z.strictObject({
  kind: z.literal("azure"),
  identity: managedIdentity
    .prefault({ kind: "new" })
    .describe(
      "The identity, which this ServiceAccount alone may use. Default: a new one that may do nothing.",
    ),
});

export type AzureIdentity = DeepReadonly<z.output<typeof azureIdentity>>;

const resourceGroupName = matching(/^[-\w.()]{1,89}[-\w()]$/, "the name of a resource group");

const subnet = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("new"),
    range: cidr.describe("A free range of the virtual network, of /28 or larger."),
  }),
  z.strictObject({
    kind: z.literal("existing"),
    name: text.describe("Name of the subnet in the virtual network."),
    range: cidr
      .optional()
      .describe("Its addresses, where they are more than its first range. Default: looked up."),
  }),
]);

/** The subscription and resource group that servers are made in. */
export const azureSubscription = z.strictObject({
  subscriptionId: matching(
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    "the id of a subscription, in lower case",
  ).describe("The only subscription that is changed."),
  location: matching(/^[a-z]+\d?$/, "a location such as westeurope").describe("Location of the servers."),
  resourceGroup: resourceGroupName.describe("Resource group of the servers; it has to be there."),
  locks: yesOrNo
    .default(true)
    .describe(
      "Lock servers against deletion where data is protected; that needs the right to manage locks (Owner or User Access Administrator).",
    ),
  virtualNetworkId: matching(
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+$/,
    "the resource id of a virtual network",
  )
    .optional()
    .describe("Virtual network of the cluster. Default: the one of the AKS cluster's first node pool."),
  oidcIssuer: matching(/^https:\/\/.+$/, "the URL of an OIDC issuer")
    .optional()
    .describe("The cluster's OIDC issuer, for identities of pods. Default: looked up."),
  databaseSubnet: subnet
    .optional()
    .describe("Subnet that belongs to Postgres servers alone (delegated to them); needed for one."),
  endpointSubnet: subnet.optional().describe("Subnet of the private endpoint; needed for Redis."),
});

/** An AKS cluster, looked up by its name in the subscription of `clouds.azure`. */
export const aksCluster = {
  kind: z.literal("aks"),
  name: matching(/^[A-Za-z0-9]([-\w]{0,61}[A-Za-z0-9])?$/, "the name of an AKS cluster"),
  resourceGroup: resourceGroupName
    .optional()
    .describe("Resource group of the cluster. Default: the one of `clouds.azure`."),
  login: z
    .enum(["azurecli", "workloadidentity", "msi", "spn"])
    .default("azurecli")
    .describe("How kubelogin gets credentials."),
};

/** Azure Database for PostgreSQL, a flexible server. */
export const azureDatabase = z.strictObject({
  kind: z.literal("azure"),
  name: databaseName,
  identifier: matching(
    /^[a-z0-9]([-a-z0-9]{1,61}[a-z0-9])$/,
    "a name of 3 to 63 lower-case letters, digits and hyphens",
  )
    .optional()
    .describe("Name of the server, unique in all of Azure. Default: the namespace and `-postgres`."),
  version: postgresVersion,
  sku: matching(/^Standard_[BDE]\w+$/, "a size such as Standard_D2ds_v5")
    .default("Standard_D2ds_v5")
    .describe("Size; the burstable ones (Standard_B…) have no standby."),
  highAvailability: z
    .enum(["zone-redundant", "same-zone", "off"])
    .default("zone-redundant")
    .describe("A standby, which doubles the price of the server."),
  sizeGi: z
    .union(
      [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384].map((size) => z.literal(size)),
      "32, 64, 128, 256, 512, 1024, 2048, 4096, 8192 or 16384",
    )
    .default(128)
    .describe("Storage in GiB to begin with; it grows by itself and never shrinks."),
  backupRetentionDays,
  geoRedundantBackup: yesOrNo
    .default(true)
    .describe("Keep backups in the paired region as well, at twice the price; it cannot be changed later."),
  maintenance,
  restore: z
    .strictObject({
      source: text
        .regex(/^\/subscriptions\//, "the resource id of a server")
        .describe("Resource id of the server."),
      time: z.iso
        .datetime("a time such as 2026-11-25T03:00:00Z")
        .describe("The last moment that is restored."),
    })
    .optional()
    .describe("What a new server begins with; it has no meaning for one that exists."),
});

/** Azure Managed Redis. */
export const azureCache = z.strictObject({
  kind: z.literal("azure"),
  identifier: matching(/^[A-Za-z0-9](-?[A-Za-z0-9]){0,59}$/, "a name of letters, digits and single hyphens")
    .optional()
    .describe("Name of the server, unique in its region. Default: the namespace and `-redis`."),
  sku: matching(/^(Balanced_B|MemoryOptimized_M|ComputeOptimized_X)\d+$/, "a size such as Balanced_B1")
    .default("Balanced_B1")
    .describe("Size: 1 GB."),
  highAvailability: yesOrNo.default(true).describe("A replica that takes over; it doubles the price."),
});

export type AzureSubscription = DeepReadonly<z.output<typeof azureSubscription>>;
export type AzureSubnet = DeepReadonly<z.output<typeof subnet>>;
export type AzureDatabase = DeepReadonly<z.output<typeof azureDatabase>>;
export type AzureCache = DeepReadonly<z.output<typeof azureCache>>;
