import {
  block,
  between,
  oneOf,
  required,
  text,
  textLike,
  textMap,
  atLeast,
} from "../../protocol/input-rules";
import type { ResourceKind } from "../cloud";
import { textAt } from "../reading";
import { lastPart, locationOf, lockedBy, namedBy, taken, typesOf } from "./identifiers";
import { serverRefusal } from "./postgres-rules";

const enabled = oneOf(["Enabled", "Disabled"]);

/** Row of a flexible server. What replaces it can be given at its creation only (REST reference, 2025-08-01). */
export const server: ResourceKind = {
  title: "PostgreSQL Flexible Server",
  inputs: {
    administratorLogin: text,
    administratorLoginPassword: text,
    authConfig: block({ activeDirectoryAuth: enabled, passwordAuth: enabled, tenantId: text }),
    availabilityZone: text,
    backup: block({ backupRetentionDays: between(7, 35), geoRedundantBackup: enabled }),
    createMode: oneOf([
      "Default",
      "Create",
      "Update",
      "PointInTimeRestore",
      "GeoRestore",
      "Replica",
      "ReviveDropped",
    ]),
    dataEncryption: block({
      primaryKeyURI: text,
      primaryUserAssignedIdentityId: text,
      type: oneOf(["AzureKeyVault", "SystemAssigned"]),
    }),
    highAvailability: block({
      mode: oneOf(["Disabled", "ZoneRedundant", "SameZone"]),
      standbyAvailabilityZone: text,
    }),
    identity: block({ type: text, userAssignedIdentities: text }),
    location: text,
    maintenanceWindow: block({
      customWindow: enabled,
      dayOfWeek: between(0, 6),
      startHour: between(0, 23),
      startMinute: between(0, 59),
    }),
    network: block({
      delegatedSubnetResourceId: text,
      privateDnsZoneArmResourceId: text,
      publicNetworkAccess: enabled,
    }),
    pointInTimeUTC: text,
    resourceGroupName: required(text),
    serverName: textLike(
      /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/,
      "3 to 63 lower-case letters, digits and hyphens, no hyphen first or last",
    ),
    sku: block({
      name: required(text),
      tier: required(oneOf(["Burstable", "GeneralPurpose", "MemoryOptimized"])),
    }),
    sourceServerResourceId: text,
    storage: block({
      autoGrow: enabled,
      iops: atLeast(1),
      storageSizeGB: atLeast(1),
      throughput: atLeast(1),
      tier: text,
      type: oneOf(["Premium_LRS", "PremiumV2_LRS", "UltraSSD_LRS"]),
    }),
    tags: textMap,
    version: text,
  },
  decides: [
    ...["azureApiVersion", "fullyQualifiedDomainName", "location", "minorVersion", "name", "replicaCapacity"],
    ...["replicationRole", "state", "type", "version"],
  ],
  decidesLast: ["fullyQualifiedDomainName", "minorVersion"],
  secrets: ["administratorLoginPassword"],
  replaces: [
    ...["administratorLogin", "backup.geoRedundantBackup", "location", "network.delegatedSubnetResourceId"],
    ...["pointInTimeUTC", "resourceGroupName", "serverName", "sourceServerResourceId"],
  ],
  naming: { input: "serverName", automatic: true },
  minutes: { create: 10, update: 5, delete: 4 },
  taken,
  refusal: serverRefusal,
  deletionRefusal: lockedBy,
  name: namedBy("Microsoft.DBforPostgreSQL/flexibleServers/{serverName}"),
  decide: ({ inputs, named, ...context }) => ({
    azureApiVersion: "2025-08-01",
    fullyQualifiedDomainName: `${lastPart(named.id)}.postgres.database.azure.com`,
    location: locationOf(context, inputs),
    minorVersion: "6",
    name: lastPart(named.id),
    replicaCapacity: 5,
    replicationRole: "Primary",
    state: "Ready",
    type: "Microsoft.DBforPostgreSQL/flexibleServers",
    version: textAt(inputs, "version") ?? "17",
  }),
};

/** Parameters that take on or off. */
const switches = ["require_secure_transport", "logfiles.download_enable"];

/** Row of a server parameter: every server has all of them, so that setting one overwrites it. */
export const configuration: ResourceKind = {
  title: "PostgreSQL Configuration",
  inputs: {
    configurationName: textLike(/^[a-z0-9_.]+$/, "the name of a server parameter"),
    resourceGroupName: required(text),
    serverName: required(text),
    source: text,
    value: text,
  },
  decides: [
    ...["allowedValues", "azureApiVersion", "dataType", "defaultValue", "isConfigPendingRestart"],
    ...["isDynamicConfig", "isReadOnly", "name", "source", "type", "value"],
  ],
  replaces: ["configurationName", "resourceGroupName", "serverName"],
  naming: { input: "configurationName", automatic: true },
  minutes: { create: 0.5, update: 0.5, delete: 0.5 },
  refusal: ({ inputs, account }) => {
    const name = textAt(inputs, "serverName") ?? "";
    const servers = account.list(typesOf.server).map(({ id }) => lastPart(id));
    if (!servers.includes(name)) {
      return `ResourceNotFound: The Resource 'Microsoft.DBforPostgreSQL/flexibleServers/${name}' was not found.`;
    }
    const parameter = textAt(inputs, "configurationName") ?? "";
    const value = textAt(inputs, "value")?.toLowerCase();
    return switches.includes(parameter) && value !== "on" && value !== "off"
      ? `InvalidParameterValue: Invalid value given for parameter ${parameter}. Specify a valid parameter value.`
      : undefined;
  },
  deletionRefusal: lockedBy,
  name: namedBy("Microsoft.DBforPostgreSQL/flexibleServers/{serverName}/configurations/{configurationName}"),
  decide: ({ inputs, named }) => ({
    allowedValues: "",
    azureApiVersion: "2025-08-01",
    dataType: switches.includes(textAt(inputs, "configurationName") ?? "") ? "Boolean" : "Integer",
    defaultValue: "",
    isConfigPendingRestart: false,
    isDynamicConfig: true,
    isReadOnly: false,
    name: lastPart(named.id),
    source: "user-override",
    type: "Microsoft.DBforPostgreSQL/flexibleServers/configurations",
    value: textAt(inputs, "value") ?? "",
  }),
};
