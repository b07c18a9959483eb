import {
  type InputRules,
  atLeast,
  between,
  flag,
  oneOf,
  text,
  textLike,
  textMap,
  texts,
} from "../../../protocol/input-rules";
import type { PropertyMap } from "../../../protocol/property-value";
import type { CheckFailure } from "../../../protocol/resource-plugin";
import type { CloudRequest, ResourceKind, ResourceName } from "../../cloud";
import type { CloudResource } from "../../cloud-resource";
import { isOn, numberAt, textAt } from "../../reading";
import { replicationGroupRefusal, versionParts } from "./cache-rules";
import { tagsAll } from "../network/ec2";
import { arnOf, hexOf, identifierRule, regionOf } from "../identifiers";
import { dailyWindow, weeklyWindow } from "./windows";

const identifier = identifierRule(40);
const snapshotType = "aws:elasticache/snapshot:Snapshot";

const inputs: InputRules = {
  applyImmediately: flag,
  atRestEncryptionEnabled: flag,
  authToken: textLike(/^[^@"/]{16,128}$/, 'from 16 to 128 characters, without "@", quotation marks and "/"'),
  authTokenUpdateStrategy: oneOf(["SET", "ROTATE", "DELETE"]),
  autoMinorVersionUpgrade: flag,
  automaticFailoverEnabled: flag,
  clusterMode: oneOf(["enabled", "disabled", "compatible"]),
  description: { ...textLike(/./, "text that is not empty"), required: true },
  engine: oneOf(["redis", "valkey"]),
  engineVersion: textLike(/^\d+\.(\d+|x)(\.\d+)?$/, 'a version such as "7.1" or "8.0"'),
  finalSnapshotIdentifier: text,
  kmsKeyId: text,
  maintenanceWindow: textLike(weeklyWindow, 'a time span such as "sun:02:00-sun:03:00"'),
  multiAzEnabled: flag,
  nodeType: text,
  numCacheClusters: atLeast(1),
  parameterGroupName: text,
  port: atLeast(1),
  replicationGroupId: textLike(identifier.pattern, identifier.expected),
  securityGroupIds: texts,
  snapshotName: text,
  snapshotRetentionLimit: between(0, 35),
  snapshotWindow: textLike(dailyWindow, 'a time span such as "04:00-05:00"'),
  subnetGroupName: text,
  tags: textMap,
  transitEncryptionEnabled: flag,
  transitEncryptionMode: oneOf(["preferred", "required"]),
};

/** What the provider checks itself (terraform-provider-aws, replication_group.go: CustomizeDiff). */
function faults(given: PropertyMap): readonly CheckFailure[] {
  const failover = isOn(given, "automaticFailoverEnabled");
  const nodes = numberAt(given, "numCacheClusters");
  return [
    ...(isOn(given, "multiAzEnabled") && !failover
      ? [{ property: "automaticFailoverEnabled", reason: "must be true if multiAzEnabled is true" }]
      : []),
    ...(failover && nodes !== undefined && nodes < 2
      ? [{ property: "numCacheClusters", reason: "must be at least 2 if automaticFailoverEnabled is true" }]
      : []),
    ...("authTokenUpdateStrategy" in given && !("authToken" in given)
      ? [{ property: "authTokenUpdateStrategy", reason: "authToken must also be given" }]
      : []),
  ];
}

/** Downgrades, and encryption in transit below 7.0.5, need a new group. */
function replacesIf(old: PropertyMap, now: PropertyMap): readonly string[] {
  const [before, after] = [versionParts(old), versionParts(now)];
  const [major, minor, patch] = before;
  const tooOld = major * 10_000 + minor * 100 + patch < 70_005;
  const downgrade = after[0] < major || (after[0] === major && after[1] < minor);
  const toRedis = textAt(old, "engine") === "valkey" && textAt(now, "engine") !== "valkey";
  return [
    ...(downgrade && !toRedis && textAt(old, "engine") === textAt(now, "engine") ? ["engineVersion"] : []),
    ...(toRedis ? ["engine"] : []),
    ...(tooOld && isOn(old, "transitEncryptionEnabled") !== isOn(now, "transitEncryptionEnabled")
      ? ["transitEncryptionEnabled"]
      : []),
  ];
}

/** With encryption in transit the endpoint begins with "master.", without it the group's name does. */
function endpoints(key: string, request: CloudRequest) {
  const [continent = "", direction = "", number = ""] = regionOf(request).split("-");
  const region = `${continent}${direction.slice(0, 1)}${number}.cache.amazonaws.com`;
  const domain = `${hexOf(regionOf(request), 6)}.${region}`;
  return isOn(request.inputs, "transitEncryptionEnabled")
    ? { primary: `master.${key}.${domain}`, reader: `replica.${key}.${domain}` }
    : { primary: `${key}.${hexOf(key, 6)}.ng.0001.${region}`, reader: `${key}-ro.${domain}` };
}

function decide(request: CloudRequest & { readonly named: ResourceName }): PropertyMap {
  const { inputs: given, named } = request;
  const version = textAt(given, "engineVersion") ?? "7.1";
  const { primary, reader } = endpoints(named.key, request);
  const nodes = numberAt(given, "numCacheClusters") ?? 1;
  return {
    arn: arnOf("elasticache", `replicationgroup:${named.key}`, request),
    atRestEncryptionEnabled: false,
    clusterEnabled: textAt(given, "clusterMode") === "enabled",
    clusterMode: "disabled",
    configurationEndpointAddress: "",
    engine: "redis",
    engineVersion: version,
    engineVersionActual: /^\d+\.\d+$/.test(version) ? `${version}.0` : version,
    memberClusters: Array.from(
      { length: nodes },
      (_, index) => `${named.key}-${String(index + 1).padStart(3, "0")}`,
    ),
    numCacheClusters: nodes,
    primaryEndpointAddress: primary,
    readerEndpointAddress: reader,
    region: regionOf(request),
    replicationGroupId: named.key,
    tagsAll: tagsAll(request, given),
    transitEncryptionEnabled: false,
  };
}

/** Row of a replication group. What replaces it is what its schema in terraform-provider-aws marks as ForceNew. */
export const replicationGroup: ResourceKind = {
  title: "ElastiCache Replication Group",
  inputs,
  defaults: { automaticFailoverEnabled: false, multiAzEnabled: false },
  decides: [
    ...["arn", "atRestEncryptionEnabled", "clusterEnabled", "clusterMode", "configurationEndpointAddress"],
    ...["engine", "engineVersion", "engineVersionActual", "memberClusters", "numCacheClusters"],
    ...["primaryEndpointAddress", "readerEndpointAddress", "region", "replicationGroupId", "tagsAll"],
    "transitEncryptionEnabled",
  ],
  decidesLast: ["primaryEndpointAddress", "readerEndpointAddress", "memberClusters"],
  secrets: ["authToken"],
  replaces: [
    ...[
      "atRestEncryptionEnabled",
      "kmsKeyId",
      "port",
      "replicationGroupId",
      "snapshotName",
      "subnetGroupName",
    ],
  ],
  replacesIf,
  naming: { input: "replicationGroupId", automatic: true },
  minutes: { create: 10, update: 5, delete: 6 },
  faults,
  taken: "ReplicationGroupAlreadyExists: The specified replication group already exists",
  refusal: replicationGroupRefusal,
  deletionRefusal: ({ account, state }) => {
    const snapshot = textAt(state, "finalSnapshotIdentifier");
    return snapshot === undefined || account.find(snapshotType, snapshot) === undefined
      ? undefined
      : `SnapshotAlreadyExistsFault: Snapshot with specified name already exists: ${snapshot}`;
  },
  leaves: ({ resource, state }) => finalSnapshot(resource, state),
  name: ({ inputs: given }) => {
    const key = textAt(given, "replicationGroupId") ?? "";
    return { key, id: key };
  },
  decide,
};

function finalSnapshot(resource: CloudResource, state: PropertyMap): readonly CloudResource[] {
  const key = textAt(state, "finalSnapshotIdentifier");
  const now = Date.now();
  const taken = { createdAtMs: now, readyAtMs: now, madeFor: "", inputs: {} };
  return key === undefined
    ? []
    : [{ type: snapshotType, key, id: key, decided: { source: resource.key }, ...taken }];
}
