import type { PropertyMap } from "../../protocol/property-value";
import type { Refusal } from "../cloud";
import { at, isOn, numberAt, textAt } from "../reading";
import { isPeered, networkPath, projectOf } from "./identifiers";

const versions = ["9_6", "10", "11", "12", "13", "14", "15", "16", "17", "18"];
const network = "settings.ipConfiguration.privateNetwork";

function majorOf(inputs: PropertyMap): number {
  const [, major = "0"] = /^POSTGRES_(\d+)/.exec(textAt(inputs, "databaseVersion") ?? "") ?? [];
  return Number(major);
}

/** From PostgreSQL 16 on, an instance is of Enterprise Plus unless it says otherwise ("Introduction to editions"). */
export function editionOf(inputs: PropertyMap): string {
  return textAt(inputs, "settings.edition") ?? (majorOf(inputs) >= 16 ? "ENTERPRISE_PLUS" : "ENTERPRISE");
}

const name: Refusal = (request) => {
  const given = textAt(request.inputs, "name") ?? "";
  const whole = `${projectOf(request, request.inputs)}:${given}`;
  return /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(given) && whole.length <= 98
    ? undefined
    : `Error 400: Invalid request: instance name (${given}) is not valid: lower-case letters, digits and hyphens, ` +
        "a letter first, at most 98 characters with the project., invalid";
};

const version: Refusal = ({ inputs }) => {
  const wanted = textAt(inputs, "databaseVersion") ?? "";
  return versions.some((known) => wanted === `POSTGRES_${known}`)
    ? undefined
    : `Error 400: Invalid value at 'body.database_version': "${wanted}", badRequest`;
};

const downgrade: Refusal = ({ inputs, existing }) =>
  existing !== undefined && majorOf(inputs) < majorOf(existing.inputs)
    ? "Error 400: Invalid request: Downgrading the database version is not supported., invalid"
    : undefined;

/** One processor or an even number, 0.9 to 6.5 GiB for each, in steps of 256 MiB ("Create and manage instances"). */
function isCustomTier(tier: string): boolean {
  const [, processors, megabytes] = (/^db-custom-(\d+)-(\d+)$/.exec(tier) ?? []).map(Number);
  return (
    processors !== undefined &&
    megabytes !== undefined &&
    (processors === 1 || (processors % 2 === 0 && processors <= 96)) &&
    megabytes % 256 === 0 &&
    megabytes >= Math.max(3840, processors * 0.9 * 1024) &&
    megabytes <= processors * 6.5 * 1024
  );
}

const tier: Refusal = ({ inputs }) => {
  const wanted = textAt(inputs, "settings.tier") ?? "";
  const edition = editionOf(inputs);
  const predefined = /^db-(perf-optimized-N|c4a-highmem)-\d+$/.test(wanted);
  const ordinary = isCustomTier(wanted) || ["db-f1-micro", "db-g1-small"].includes(wanted);
  return (edition === "ENTERPRISE_PLUS" ? predefined : ordinary)
    ? undefined
    : `Error 400: Invalid request: Invalid Tier (${wanted}) for (${edition}) Edition., invalid`;
};

const addresses: Refusal = (request) => {
  const { inputs, existing } = request;
  const project = projectOf(request, inputs);
  const wanted = textAt(inputs, network);
  if (wanted === undefined) {
    if (existing !== undefined && textAt(existing.inputs, network) !== undefined) {
      return "Error 400: Invalid request: Private network cannot be removed once it is set., invalid";
    }
    return at(inputs, "settings.ipConfiguration.ipv4Enabled") === false
      ? "Error 400: Invalid request: At least one of Public IP or Private IP or PSC connectivity must be enabled., invalid"
      : undefined;
  }
  return isPeered(
    request,
    networkPath(wanted, project),
    textAt(inputs, "settings.ipConfiguration.allocatedIpRange"),
  )
    ? undefined
    : "Error 400: Invalid request: Incorrect Service Networking config for instance: " +
        `${project}:${textAt(inputs, "name") ?? ""}:NETWORK_NOT_PEERED., invalid`;
};

const backups: Refusal = ({ inputs }) => {
  const backup = "settings.backupConfiguration";
  const enabled = isOn(inputs, `${backup}.enabled`);
  const recovery = isOn(inputs, `${backup}.pointInTimeRecoveryEnabled`);
  if (recovery && !enabled) {
    return "Error 400: Invalid request: Point in time recovery must be disabled when backup is disabled., invalid";
  }
  if (textAt(inputs, "settings.availabilityType") === "REGIONAL" && !(enabled && recovery)) {
    return "Error 400: Invalid request: Regional availability requires backups and point in time recovery., invalid";
  }
  const days = numberAt(inputs, `${backup}.transactionLogRetentionDays`) ?? 1;
  const most = editionOf(inputs) === "ENTERPRISE_PLUS" ? 35 : 7;
  return days < 1 || days > most
    ? `Error 400: Invalid request: transactionLogRetentionDays must be between 1 and ${most}., invalid`
    : undefined;
};

const disk: Refusal = ({ inputs }) => {
  const size = numberAt(inputs, "settings.diskSize") ?? 10;
  return size < 10
    ? `Error 400: Invalid request: The disk size ${size} GB is below the minimum of 10 GB., invalid`
    : undefined;
};

/** What the Cloud SQL Admin API refuses (Cloud SQL for PostgreSQL: "Instance settings", REST reference). */
const refusals: readonly Refusal[] = [name, version, downgrade, tier, addresses, backups, disk];

/** The first reason for which the API refuses an instance. */
export const instanceRefusal: Refusal = (request) => refusals.flatMap((refusal) => refusal(request) ?? [])[0];
