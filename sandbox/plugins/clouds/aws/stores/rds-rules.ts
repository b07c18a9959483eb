import type { PropertyMap } from "../../../protocol/property-value";
import type { Refusal } from "../../cloud";
import { isOn, numberAt, textAt, textsAt } from "../../reading";
import { missingSecurityGroups } from "../network/ec2";
import { defaultGroup } from "./parameters";
import { windowsOverlap } from "./windows";

const parameterGroupType = "aws:rds/parameterGroup:ParameterGroup";
const subnetGroupType = "aws:rds/subnetGroup:SubnetGroup";

const majors = ["13", "14", "15", "16", "17", "18"];
const certificates = ["rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"];
const reservedUsers = ["admin", "rdsadmin", "user", "public", "none"];

function majorOf(inputs: PropertyMap): string {
  return (textAt(inputs, "engineVersion") ?? "17").split(".")[0] ?? "";
}

function isRestored(inputs: PropertyMap): boolean {
  return "snapshotIdentifier" in inputs || "restoreToPointInTime" in inputs;
}

const engine: Refusal = ({ inputs }) => {
  const name = textAt(inputs, "engine");
  if (name === undefined && isRestored(inputs)) {
    return undefined;
  }
  return name === "postgres" ? undefined : `InvalidParameterValue: Invalid DB engine: ${name ?? ""}`;
};

const version: Refusal = ({ inputs }) => {
  const wanted = textAt(inputs, "engineVersion") ?? "17";
  return majors.includes(majorOf(inputs)) && /^\d+(\.\d{1,2})?$/.test(wanted)
    ? undefined
    : `InvalidParameterCombination: Cannot find version ${wanted} for postgres`;
};

const versionChange: Refusal = ({ inputs, existing }) => {
  if (existing === undefined) {
    return undefined;
  }
  const [before, after] = [majorOf(existing.inputs), majorOf(inputs)];
  if (Number(after) < Number(before)) {
    return `InvalidParameterCombination: Cannot upgrade postgres from ${before} to ${after}`;
  }
  return after !== before && !isOn(inputs, "allowMajorVersionUpgrade")
    ? "InvalidParameterCombination: The AllowMajorVersionUpgrade flag must be present when upgrading to a new " +
        "major version."
    : undefined;
};

const instanceClass: Refusal = ({ inputs }) => {
  const name = textAt(inputs, "instanceClass") ?? "";
  return /^db\.[a-z0-9-]+\.[a-z0-9-]+$/.test(name)
    ? undefined
    : `InvalidParameterValue: Invalid DB Instance class: ${name}`;
};

const user: Refusal = ({ inputs, existing }) => {
  const name = textAt(inputs, "username");
  if (existing !== undefined || (name === undefined && isRestored(inputs))) {
    return undefined;
  }
  if (name === undefined || !/^[A-Za-z]\w{0,62}$/.test(name)) {
    return "InvalidParameterValue: The parameter MasterUsername is not a valid identifier";
  }
  return reservedUsers.includes(name.toLowerCase())
    ? `InvalidParameterValue: MasterUsername ${name} cannot be used as it is a reserved word used by the engine`
    : undefined;
};

const password: Refusal = ({ inputs, existing }) => {
  const given = textAt(inputs, "password");
  if (given === undefined) {
    return existing !== undefined || isRestored(inputs)
      ? undefined
      : "InvalidParameterValue: Invalid master password";
  }
  const start = "InvalidParameterValue: The parameter MasterUserPassword is not a valid password";
  if (!/^[!-~]*$/.test(given) || /["/@]/.test(given)) {
    return `${start}. Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`;
  }
  if (given.length < 8) {
    return `${start} because it is shorter than 8 characters.`;
  }
  return given.length > 128 ? `${start} because it is longer than 128 characters.` : undefined;
};

const storage: Refusal = ({ inputs, existing }) => {
  const size = numberAt(inputs, "allocatedStorage");
  const most = numberAt(inputs, "maxAllocatedStorage") ?? 0;
  const kind = textAt(inputs, "storageType") ?? "gp2";
  if (size === undefined) {
    return isRestored(inputs) ? undefined : "InvalidParameterValue: Invalid storage size: none given";
  }
  const least = kind.startsWith("io") ? 100 : kind === "standard" ? 5 : 20;
  if (size < least || size > 65536) {
    return `InvalidParameterValue: Invalid storage size for engine name postgres and storage type ${kind}: ${size}`;
  }
  const before = numberAt(existing?.inputs ?? {}, "allocatedStorage") ?? 0;
  if (size < before) {
    return `InvalidParameterCombination: Requested size ${size} is less than the current size ${before}`;
  }
  // At least a tenth more, or autoscaling is refused (RDS User Guide, "Managing capacity automatically").
  return most !== 0 && most < size * 1.1
    ? "InvalidParameterCombination: Max storage size must be at least 10% greater than the storage size"
    : undefined;
};

const backups: Refusal = ({ inputs }) => {
  const days = numberAt(inputs, "backupRetentionPeriod") ?? 0;
  if (days > 35) {
    return `InvalidParameterValue: Invalid backup retention period: ${days}. It must be between 0 and 35.`;
  }
  const [daily, weekly] = [textAt(inputs, "backupWindow"), textAt(inputs, "maintenanceWindow")];
  return daily !== undefined && weekly !== undefined && windowsOverlap(daily, weekly)
    ? "InvalidParameterCombination: The backup window and maintenance window must not overlap."
    : undefined;
};

const insights: Refusal = ({ inputs }) => {
  const days = numberAt(inputs, "performanceInsightsRetentionPeriod");
  if (days === undefined) {
    return undefined;
  }
  if (!isOn(inputs, "performanceInsightsEnabled")) {
    return "InvalidParameterCombination: A retention period needs Performance Insights to be enabled";
  }
  // 7 days, months of 31 days up to 23, or two years (CreateDBInstance).
  return days === 7 || days === 731 || (days % 31 === 0 && days <= 23 * 31)
    ? undefined
    : `InvalidParameterValue: Invalid Performance Insights retention period: ${days}`;
};

const certificate: Refusal = ({ inputs }) => {
  const name = textAt(inputs, "caCertIdentifier");
  return name === undefined || certificates.includes(name)
    ? undefined
    : `CertificateNotFound: The certificate ${name} does not exist`;
};

const logs: Refusal = ({ inputs }) => {
  const unknown = textsAt(inputs, "enabledCloudwatchLogsExports").find(
    (name) => !["postgresql", "upgrade", "iam-db-auth-error"].includes(name),
  );
  return unknown === undefined
    ? undefined
    : `InvalidParameterCombination: You cannot use the log types '${unknown}' with engine version postgres`;
};

const database: Refusal = ({ inputs }) =>
  isRestored(inputs) && "dbName" in inputs
    ? "InvalidParameterValue: DBName must be null when Restoring for this Engine."
    : undefined;

const neighbours: Refusal = ({ inputs, ...context }) => {
  const { account } = context;
  const subnetGroup = textAt(inputs, "dbSubnetGroupName");
  if (subnetGroup !== undefined && account.find(subnetGroupType, subnetGroup) === undefined) {
    return `DBSubnetGroupNotFoundFault: DB subnet group '${subnetGroup}' does not exist.`;
  }
  const [group] = missingSecurityGroups(context, textsAt(inputs, "vpcSecurityGroupIds"));
  return group === undefined
    ? undefined
    : `InvalidParameterValue: Invalid security group , groupId= ${group}, groupName=.`;
};

const parameterGroup: Refusal = ({ inputs, account }) => {
  const name = textAt(inputs, "parameterGroupName");
  if (name === undefined || defaultGroup.test(name)) {
    return undefined;
  }
  const group = account.find(parameterGroupType, name);
  if (group === undefined) {
    return `DBParameterGroupNotFound: DBParameterGroup not found: ${name}`;
  }
  const [family, wanted] = [String(group.inputs.family), `postgres${majorOf(inputs)}`];
  return family === wanted
    ? undefined
    : `InvalidParameterCombination: The parameter group ${name} with DBParameterGroupFamily ${family} cannot be ` +
        `used for this instance. Please use a Parameter Group with DBParameterGroupFamily ${wanted}`;
};

/** What the API of RDS refuses (Amazon RDS API Reference: CreateDBInstance, ModifyDBInstance). */
const refusals: readonly Refusal[] = [
  ...[engine, version, versionChange, instanceClass, user, password, storage, backups, insights],
  ...[certificate, logs, database, neighbours, parameterGroup],
];

/** The first reason for which the API refuses an instance. */
export const instanceRefusal: Refusal = (request) => refusals.flatMap((refusal) => refusal(request) ?? [])[0];
