import {
  type InputRules,
  atLeast,
  between,
  block,
  flag,
  oneOf,
  required,
  text,
  textLike,
  textMap,
  texts,
} from "../../../protocol/input-rules";
import type { PropertyMap } from "../../../protocol/property-value";
import type { CloudRequest, ResourceKind, ResourceName } from "../../cloud";
import type { CloudResource } from "../../cloud-resource";
import { isOn, mapAt, textAt } from "../../reading";
import { tagsAll } from "../network/ec2";
import { arnOf, hexOf, identifierRule, regionOf } from "../identifiers";
import { instanceRefusal } from "./rds-rules";
import { dailyWindow, weeklyWindow } from "./windows";

const identifier = identifierRule(63);
const snapshotType = "aws:rds/snapshot:Snapshot";
const arn = textLike(/^arn:aws[a-z-]*:/, "an ARN");

const inputs: InputRules = {
  allocatedStorage: atLeast(1),
  allowMajorVersionUpgrade: flag,
  applyImmediately: flag,
  autoMinorVersionUpgrade: flag,
  backupRetentionPeriod: atLeast(0),
  backupWindow: textLike(dailyWindow, 'a time span such as "04:00-05:00"'),
  caCertIdentifier: text,
  copyTagsToSnapshot: flag,
  dbName: text,
  dbSubnetGroupName: text,
  deleteAutomatedBackups: flag,
  deletionProtection: flag,
  enabledCloudwatchLogsExports: texts,
  engine: text,
  engineVersion: text,
  finalSnapshotIdentifier: textLike(
    /^[A-Za-z][0-9A-Za-z]*(-[0-9A-Za-z]+)*$/,
    "letters, digits and hyphens: a letter first, no hyphen last, no two hyphens together",
  ),
  iamDatabaseAuthenticationEnabled: flag,
  identifier: textLike(identifier.pattern, identifier.expected),
  instanceClass: required(text),
  iops: atLeast(0),
  kmsKeyId: arn,
  maintenanceWindow: textLike(weeklyWindow, 'a time span such as "sun:02:00-sun:03:00"'),
  maxAllocatedStorage: atLeast(0),
  monitoringInterval: between(0, 60),
  monitoringRoleArn: arn,
  multiAz: flag,
  parameterGroupName: text,
  password: text,
  performanceInsightsEnabled: flag,
  performanceInsightsKmsKeyId: arn,
  performanceInsightsRetentionPeriod: atLeast(1),
  port: atLeast(1),
  publiclyAccessible: flag,
  restoreToPointInTime: block({
    restoreTime: text,
    sourceDbInstanceIdentifier: text,
    sourceDbInstanceAutomatedBackupsArn: arn,
    sourceDbiResourceId: text,
    useLatestRestorableTime: flag,
  }),
  skipFinalSnapshot: flag,
  snapshotIdentifier: text,
  storageEncrypted: flag,
  storageThroughput: atLeast(1),
  storageType: oneOf(["standard", "gp2", "gp3", "io1", "io2"]),
  tags: textMap,
  username: text,
  vpcSecurityGroupIds: texts,
};

/** The endpoint's second part is the same for a whole account and region. */
function addressOf(key: string, request: CloudRequest): string {
  return `${key}.c${hexOf(regionOf(request), 11)}.${regionOf(request)}.rds.amazonaws.com`;
}

function decide(request: CloudRequest & { readonly named: ResourceName }): PropertyMap {
  const { inputs: given, named } = request;
  const version = textAt(given, "engineVersion") ?? "17";
  const port = given.port ?? 5432;
  const address = addressOf(named.key, request);
  return {
    address,
    arn: arnOf("rds", `db:${named.key}`, request),
    availabilityZone: `${regionOf(request)}a`,
    caCertIdentifier: "rds-ca-rsa2048-g1",
    dbSubnetGroupName: "default",
    endpoint: `${address}:${String(port)}`,
    engineVersion: version,
    engineVersionActual: version.includes(".") ? version : `${version}.6`,
    hostedZoneId: `Z${hexOf(regionOf(request), 13).toUpperCase()}`,
    identifier: named.key,
    multiAz: false,
    port,
    region: regionOf(request),
    replicas: [],
    resourceId: named.id,
    status: "available",
    storageType: "gp2",
    tagsAll: tagsAll(request, given),
    username: "postgres",
  };
}

/** Row of an RDS instance. What replaces it is what its schema in terraform-provider-aws marks as ForceNew. */
export const rdsInstance: ResourceKind = {
  title: "RDS DB Instance",
  inputs,
  defaults: {
    autoMinorVersionUpgrade: true,
    copyTagsToSnapshot: false,
    deleteAutomatedBackups: true,
    monitoringInterval: 0,
    performanceInsightsEnabled: false,
    publiclyAccessible: false,
    skipFinalSnapshot: false,
  },
  decides: [
    ...["address", "arn", "availabilityZone", "caCertIdentifier", "dbSubnetGroupName", "endpoint"],
    ...["engineVersion", "engineVersionActual", "hostedZoneId", "identifier", "multiAz", "port", "region"],
    ...["replicas", "resourceId", "status", "storageType", "tagsAll", "username"],
  ],
  decidesLast: ["address", "endpoint", "hostedZoneId", "status"],
  secrets: ["password"],
  replaces: [
    ...["dbName", "engine", "identifier", "kmsKeyId", "restoreToPointInTime", "snapshotIdentifier"],
    ...["storageEncrypted", "username"],
  ],
  naming: { input: "identifier", automatic: true },
  minutes: { create: 12, update: 4, delete: 8 },
  faults: (given) => {
    const restore = mapAt(given, "restoreToPointInTime");
    const both = "restoreTime" in restore && isOn(restore, "useLatestRestorableTime");
    const twice = "restoreToPointInTime" in given && "snapshotIdentifier" in given;
    return [
      ...(both
        ? [{ property: "restoreToPointInTime.restoreTime", reason: "conflicts with useLatestRestorableTime" }]
        : []),
      ...(twice ? [{ property: "snapshotIdentifier", reason: "conflicts with restoreToPointInTime" }] : []),
    ];
  },
  taken: "DBInstanceAlreadyExists: DB instance already exists",
  refusal: instanceRefusal,
  deletionRefusal: ({ account, resource, state }) => {
    if (isOn(resource.inputs, "deletionProtection")) {
      return (
        "InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection " +
        "and try again."
      );
    }
    if (isOn(state, "skipFinalSnapshot")) {
      return undefined;
    }
    const snapshot = textAt(state, "finalSnapshotIdentifier");
    if (snapshot === undefined) {
      return "finalSnapshotIdentifier is required when skipFinalSnapshot is false";
    }
    return account.find(snapshotType, snapshot) === undefined
      ? undefined
      : "DBSnapshotAlreadyExists: Cannot create the snapshot because a snapshot with the identifier " +
          `${snapshot} already exists.`;
  },
  leaves: ({ resource, state }) => finalSnapshot(resource, state),
  name: ({ inputs: given, existing }) => {
    const key = textAt(given, "identifier") ?? "";
    return existing ?? { key, id: `db-${hexOf(`${key} ${Date.now()}`, 26).toUpperCase()}` };
  },
  decide,
};

function finalSnapshot(resource: CloudResource, state: PropertyMap): readonly CloudResource[] {
  const key = textAt(state, "finalSnapshotIdentifier");
  if (key === undefined || isOn(state, "skipFinalSnapshot")) {
    return [];
  }
  const { engine = "postgres" } = resource.inputs;
  const now = Date.now();
  const taken = { createdAtMs: now, readyAtMs: now, madeFor: "" };
  return [
    { type: snapshotType, key, id: key, inputs: { engine }, decided: { source: resource.key }, ...taken },
  ];
}
