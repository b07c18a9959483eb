import type { PropertyMap } from "../../../protocol/property-value";
import type { Refusal } from "../../cloud";
import { isOn, numberAt, textAt, textsAt } from "../../reading";
import { missingSecurityGroups } from "../network/ec2";
import { defaultGroup } from "./parameters";
import { dailyLengthMinutes, windowsOverlap } from "./windows";

const parameterGroupType = "aws:elasticache/parameterGroup:ParameterGroup";
const subnetGroupType = "aws:elasticache/subnetGroup:SubnetGroup";

const versions: Readonly<Record<string, readonly string[]>> = {
  redis: ["6.0", "6.2", "7.0", "7.1"],
  valkey: ["7.2", "8.0", "8.1", "8.2"],
};

function engineOf(inputs: PropertyMap): string {
  return textAt(inputs, "engine") ?? "redis";
}

/** Major, minor and patch of the engine's version; what is not written counts as 0. */
export function versionParts(inputs: PropertyMap): readonly [major: number, minor: number, patch: number] {
  const [major = 0, minor = 0, patch = 0] = (textAt(inputs, "engineVersion") ?? "7.1").split(".").map(Number);
  return [major, minor, patch];
}

const version: Refusal = ({ inputs }) => {
  const wanted = textAt(inputs, "engineVersion");
  const known = versions[engineOf(inputs)] ?? [];
  return wanted === undefined || known.includes(wanted)
    ? undefined
    : `InvalidParameterValue: Cannot find version ${wanted} for ${engineOf(inputs)}`;
};

const nodeType: Refusal = ({ inputs }) => {
  const name = textAt(inputs, "nodeType") ?? "";
  return /^cache\.[a-z0-9]+\.[a-z0-9]+$/.test(name)
    ? undefined
    : `InvalidParameterValue: Invalid Cache Node Type: ${name}`;
};

/** "This option can only be used when TransitEncryptionEnabled is true" (CreateReplicationGroup, AuthToken). */
const authToken: Refusal = ({ inputs }) =>
  "authToken" in inputs && !isOn(inputs, "transitEncryptionEnabled")
    ? "InvalidParameterCombination: AuthToken can be specified only if TransitEncryptionEnabled is true"
    : undefined;

const failover: Refusal = ({ inputs }) =>
  isOn(inputs, "automaticFailoverEnabled") && (numberAt(inputs, "numCacheClusters") ?? 1) < 2
    ? "InvalidParameterCombination: Replication group with automatic failover needs at least 2 cache clusters"
    : undefined;

const windows: Refusal = ({ inputs }) => {
  const [daily, weekly] = [textAt(inputs, "snapshotWindow"), textAt(inputs, "maintenanceWindow")];
  if (daily !== undefined && dailyLengthMinutes(daily) < 60) {
    return "InvalidParameterValue: The snapshot window must be at least 60 minutes";
  }
  return daily !== undefined && weekly !== undefined && windowsOverlap(daily, weekly)
    ? "InvalidParameterCombination: The snapshot window and maintenance window must not overlap"
    : undefined;
};

const neighbours: Refusal = ({ inputs, ...context }) => {
  const { account } = context;
  const subnetGroup = textAt(inputs, "subnetGroupName");
  if (subnetGroup !== undefined && account.find(subnetGroupType, subnetGroup) === undefined) {
    return `CacheSubnetGroupNotFoundFault: CacheSubnetGroup not found: ${subnetGroup}`;
  }
  const [group] = missingSecurityGroups(context, textsAt(inputs, "securityGroupIds"));
  return group === undefined
    ? undefined
    : `InvalidParameterValue: Some security groups are invalid: ${group}`;
};

const parameterGroup: Refusal = ({ inputs, account }) => {
  const name = textAt(inputs, "parameterGroupName");
  if (name === undefined || defaultGroup.test(name)) {
    return undefined;
  }
  const group = account.find(parameterGroupType, name);
  if (group === undefined) {
    return `CacheParameterGroupNotFound: CacheParameterGroup ${name} not found.`;
  }
  const [major] = versionParts(inputs);
  const wanted = `${engineOf(inputs)}${major}${major === 6 ? ".x" : ""}`;
  return group.inputs.family === wanted
    ? undefined
    : `InvalidParameterCombination: Expected a parameter group of family ${wanted} but found one of family ` +
        String(group.inputs.family);
};

/** What the API of ElastiCache refuses (ElastiCache API Reference: CreateReplicationGroup, ModifyReplicationGroup). */
const refusals: readonly Refusal[] = [
  version,
  nodeType,
  authToken,
  failover,
  windows,
  neighbours,
  parameterGroup,
];

/** The first reason for which the API refuses a replication group. */
export const replicationGroupRefusal: Refusal = (request) =>
  refusals.flatMap((refusal) => refusal(request) ?? [])[0];
