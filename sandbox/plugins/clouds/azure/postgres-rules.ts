import type { PropertyMap } from "../../protocol/property-value";
import type { Refusal } from "../cloud";
import { mapsAt, numberAt, textAt } from "../reading";
import { lastPart, missingResource, sameId, typesOf } from "./identifiers";

const versions = ["13", "14", "15", "16", "17", "18"];
const reservedUsers = ["azure_superuser", "azuresu", "admin", "administrator", "root", "guest", "public"];
const sizesGB = [32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32767];
const families: Readonly<Record<string, RegExp>> = {
  Burstable: /^Standard_B\d+m?s(_v2)?$/,
  GeneralPurpose: /^Standard_D\d+[a-z]+(_v\d)?$/,
  MemoryOptimized: /^Standard_E\d+[a-z]+(_v\d)?$/,
};

function isRestored(inputs: PropertyMap): boolean {
  return !["Default", "Create", undefined].includes(textAt(inputs, "createMode"));
}

function invalid(parameter: string): string {
  return `InvalidParameterValue: Invalid value given for parameter ${parameter}. Specify a valid parameter value.`;
}

const version: Refusal = ({ inputs, existing }) => {
  const wanted = textAt(inputs, "version");
  if (wanted !== undefined && !versions.includes(wanted)) {
    return invalid("Version");
  }
  const before = Number(textAt(existing?.inputs ?? {}, "version") ?? 0);
  return wanted !== undefined && Number(wanted) < before
    ? `MajorVersionUpgradeNotSupported: A server cannot go back from version ${before} to ${wanted}.`
    : undefined;
};

const login: Refusal = ({ inputs, existing }) => {
  const name = textAt(inputs, "administratorLogin");
  if (existing !== undefined || isRestored(inputs)) {
    return undefined;
  }
  const valid = name !== undefined && /^[A-Za-z]\w{0,62}$/.test(name) && !/^pg_/.test(name);
  return valid && !reservedUsers.includes(name) ? undefined : invalid("AdministratorLogin");
};

/** 8 to 128 characters of three of four kinds, without the login ("Quickstart: create a server"). */
const password: Refusal = ({ inputs, existing }) => {
  const given = textAt(inputs, "administratorLoginPassword");
  if (given === undefined) {
    return existing !== undefined || isRestored(inputs) ? undefined : invalid("AdministratorLoginPassword");
  }
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(given)).length;
  const name = textAt(inputs, "administratorLogin") ?? "";
  const hasLogin = name !== "" && given.includes(name);
  return given.length < 8 || given.length > 128 || kinds < 3 || hasLogin
    ? invalid("AdministratorLoginPassword")
    : undefined;
};

const compute: Refusal = ({ inputs }) => {
  const [name, tier] = [textAt(inputs, "sku.name") ?? "", textAt(inputs, "sku.tier") ?? ""];
  if (families[tier]?.test(name) !== true && !isRestored(inputs)) {
    return `InvalidParameterValue: The sku '${name}' is not a valid one of tier '${tier}'.`;
  }
  const mode = textAt(inputs, "highAvailability.mode") ?? "Disabled";
  return mode !== "Disabled" && tier === "Burstable"
    ? "HANotSupportedForBurstableSkuWithFS: High availability is not supported for the Burstable tier."
    : undefined;
};

const storage: Refusal = ({ inputs, existing }) => {
  const size = numberAt(inputs, "storage.storageSizeGB");
  const premium = (textAt(inputs, "storage.type") ?? "Premium_LRS") === "Premium_LRS";
  if (size !== undefined && premium && !sizesGB.includes(size)) {
    return `InvalidParameterValue: storageSizeGB must be one of ${sizesGB.join(", ")}, got ${size}.`;
  }
  const before = numberAt(existing?.inputs ?? {}, "storage.storageSizeGB") ?? 0;
  return size !== undefined && size < before
    ? `StorageSizeShrinkNotSupported: The storage cannot shrink from ${before} to ${size} GB.`
    : undefined;
};

const network: Refusal = ({ inputs, account }) => {
  const subnetId = textAt(inputs, "network.delegatedSubnetResourceId");
  const zoneId = textAt(inputs, "network.privateDnsZoneArmResourceId");
  if (subnetId === undefined) {
    return zoneId === undefined ? undefined : invalid("PrivateDnsZoneArmResourceId");
  }
  if (textAt(inputs, "network.publicNetworkAccess") === "Enabled") {
    return "InvalidParameterValue: Public network access cannot be enabled for a server in a virtual network.";
  }
  if (zoneId === undefined || !/\.postgres\.database\.azure\.com$/.test(lastPart(zoneId))) {
    return "PrivateDnsZoneRequired: A private DNS zone that ends with .postgres.database.azure.com is needed.";
  }
  const missing =
    missingResource({ account }, typesOf.subnet, subnetId) ??
    missingResource({ account }, typesOf.privateZone, zoneId);
  const subnet = account.list(typesOf.subnet).find(({ id }) => sameId(id, subnetId));
  const delegated = mapsAt(subnet?.inputs ?? {}, "delegations").some(
    ({ serviceName }) => serviceName === "Microsoft.DBforPostgreSQL/flexibleServers",
  );
  // What was there from the start is taken to be what the server needs.
  return subnet !== undefined && subnet.madeFor !== "" && !delegated
    ? `SubnetNotDelegated: The subnet ${lastPart(subnetId)} is not delegated to Microsoft.DBforPostgreSQL/flexibleServers.`
    : missing;
};

const source: Refusal = ({ inputs, existing }) =>
  existing === undefined && isRestored(inputs) && !("sourceServerResourceId" in inputs)
    ? invalid("SourceServerResourceId")
    : undefined;

/** What the API refuses (Azure Database for PostgreSQL: "Compute options", "Storage options", "Networking", REST). */
const refusals: readonly Refusal[] = [version, login, password, compute, storage, network, source];

/** The first reason for which the API refuses a server. */
export const serverRefusal: Refusal = (request) => refusals.flatMap((refusal) => refusal(request) ?? [])[0];
