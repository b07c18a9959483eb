import {
  atLeast,
  between,
  block,
  blocks,
  flag,
  oneOf,
  required,
  text,
  textLike,
  textMap,
} from "../../protocol/input-rules";
import type { PropertyMap } from "../../protocol/property-value";
import { certificateFor } from "../certificate";
import type { CloudRequest, ResourceKind, ResourceName } from "../cloud";
import { isOn, mapAt, numberAt, textAt } from "../reading";
import {
  addressIn,
  deletionPolicy,
  isAbandoned,
  isPeered,
  labelsOf,
  networkPath,
  prevented,
  projectOf,
  regionOf,
  typesOf,
} from "./identifiers";

const versions = ["REDIS_3_2", "REDIS_4_0", "REDIS_5_0", "REDIS_6_X", "REDIS_7_0", "REDIS_7_2"];
const days = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
const evictionPolicies = ["lru", "lfu", "random"]
  .flatMap((how) => [`volatile-${how}`, `allkeys-${how}`])
  .concat("volatile-ttl", "noeviction");

/** What the Memorystore API refuses (Memorystore for Redis: "Supported versions", "Networking", REST reference). */
function refusal(request: CloudRequest): string | undefined {
  const { inputs } = request;
  const version = textAt(inputs, "redisVersion") ?? "REDIS_7_2";
  if (!versions.includes(version)) {
    return `Error 400: Invalid value for redis_version: ${version}`;
  }
  const size = numberAt(inputs, "memorySizeGb") ?? 0;
  if (size > 300) {
    return `Error 400: Memory size must be between 1 and 300 GB, got ${size}`;
  }
  const policy = textAt({ policy: mapAt(inputs, "redisConfigs")["maxmemory-policy"] ?? null }, "policy");
  if (policy !== undefined && !evictionPolicies.includes(policy)) {
    return `Error 400: Invalid value for Redis config maxmemory-policy: ${policy}`;
  }
  const replicas = numberAt(inputs, "replicaCount");
  if (textAt(inputs, "tier") !== "STANDARD_HA" && (replicas ?? 0) > 0) {
    return "Error 400: Replica count must be 0 for BASIC tier";
  }
  const network = networkPath(textAt(inputs, "authorizedNetwork") ?? "default", projectOf(request, inputs));
  return textAt(inputs, "connectMode") === "PRIVATE_SERVICE_ACCESS" &&
    !isPeered(request, network, textAt(inputs, "reservedIpRange"))
    ? "Error 400: Google private service access is not enabled. Enable private service access and try again."
    : undefined;
}

function decide(request: CloudRequest & { readonly named: ResourceName }): PropertyMap {
  const { inputs, named, account } = request;
  const [project, region] = [projectOf(request, inputs), regionOf(request, inputs)];
  const owner = { type: typesOf.redis, key: named.key };
  const encrypted = textAt(inputs, "transitEncryptionMode") === "SERVER_AUTHENTICATION";
  const hex = account.secretFor(owner, "auth string").toString("hex");
  const certificate = encrypted ? certificateFor(account, owner, `Google Memorystore CA ${named.key}`) : "";
  return {
    alternativeLocationId: `${region}-c`,
    authString: isOn(inputs, "authEnabled")
      ? hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5")
      : "",
    authorizedNetwork: `projects/${project}/global/networks/default`,
    createTime: "2026-01-01T00:00:00Z",
    currentLocationId: `${region}-b`,
    host: addressIn("10.1.0.0", 260),
    locationId: `${region}-b`,
    maintenanceSchedules: [],
    nodes: [{ id: "node-0", zone: `${region}-b` }],
    persistenceIamIdentity: "serviceAccount:simulated@cloud-redis.iam.gserviceaccount.com",
    port: encrypted ? 6378 : 6379,
    project,
    readEndpoint: "",
    readEndpointPort: 0,
    redisVersion: "REDIS_7_2",
    region,
    replicaCount: textAt(inputs, "tier") === "STANDARD_HA" ? 1 : 0,
    serverCaCerts: encrypted
      ? [{ cert: certificate, createTime: "", expireTime: "", serialNumber: "", sha1Fingerprint: "" }]
      : [],
    ...labelsOf(request, mapAt(inputs, "labels")),
  };
}

/** Row of a Memorystore instance. What replaces it is what its schema in terraform-provider-google marks as ForceNew. */
export const redis: ResourceKind = {
  title: "Redis Instance",
  inputs: {
    alternativeLocationId: text,
    authEnabled: flag,
    authorizedNetwork: text,
    connectMode: oneOf(["DIRECT_PEERING", "PRIVATE_SERVICE_ACCESS"]),
    customerManagedKey: text,
    deletionPolicy,
    deletionProtection: flag,
    displayName: text,
    labels: textMap,
    locationId: text,
    maintenancePolicy: block({
      description: text,
      weeklyMaintenanceWindows: blocks({
        day: required(oneOf(days)),
        startTime: required(
          block({
            hours: between(0, 23),
            minutes: between(0, 59),
            seconds: between(0, 60),
            nanos: atLeast(0),
          }),
        ),
      }),
    }),
    memorySizeGb: required(atLeast(1)),
    name: textLike(
      /^[a-z][a-z0-9-]{0,39}[a-z0-9]$/,
      "2 to 41 lower-case letters, digits and hyphens, a letter first, no hyphen last",
    ),
    persistenceConfig: block({
      persistenceMode: oneOf(["DISABLED", "RDB"]),
      rdbSnapshotPeriod: oneOf(["ONE_HOUR", "SIX_HOURS", "TWELVE_HOURS", "TWENTY_FOUR_HOURS"]),
      rdbSnapshotStartTime: text,
    }),
    project: text,
    redisConfigs: textMap,
    redisVersion: text,
    region: text,
    replicaCount: atLeast(0),
    reservedIpRange: text,
    tier: oneOf(["BASIC", "STANDARD_HA"]),
    transitEncryptionMode: oneOf(["SERVER_AUTHENTICATION", "DISABLED"]),
  },
  defaults: {
    authEnabled: false,
    connectMode: "DIRECT_PEERING",
    tier: "BASIC",
    transitEncryptionMode: "DISABLED",
  },
  decides: [
    ...["alternativeLocationId", "authString", "authorizedNetwork", "createTime", "currentLocationId"],
    ...["effectiveLabels", "host", "locationId", "maintenanceSchedules", "nodes", "persistenceIamIdentity"],
    ...["port", "project", "pulumiLabels", "readEndpoint", "readEndpointPort", "redisVersion", "region"],
    ...["replicaCount", "serverCaCerts"],
  ],
  decidesLast: ["authString", "host", "nodes", "port", "serverCaCerts"],
  secrets: ["authString", "effectiveLabels", "pulumiLabels"],
  replaces: [
    ...[
      "alternativeLocationId",
      "authorizedNetwork",
      "connectMode",
      "customerManagedKey",
      "locationId",
      "name",
    ],
    ...["project", "region", "reservedIpRange", "tier", "transitEncryptionMode"],
  ],
  replacesIf: (old, now) => {
    const order = (inputs: PropertyMap) => versions.indexOf(textAt(inputs, "redisVersion") ?? "REDIS_7_2");
    return order(now) < order(old) ? ["redisVersion"] : [];
  },
  naming: { input: "name", automatic: true },
  minutes: { create: 6, update: 5, delete: 5 },
  taken: "Error 409: Resource already exists",
  refusal,
  abandons: isAbandoned,
  deletionRefusal: ({ state }) =>
    state.deletionProtection === false
      ? prevented({ state })
      : 'cannot destroy the instance without setting deletion_protection=false and running "pulumi up"',
  name: ({ inputs, ...context }) => {
    const key = textAt(inputs, "name") ?? "";
    const place = `projects/${projectOf(context, inputs)}/locations/${regionOf(context, inputs)}`;
    return { key, id: `${place}/instances/${key}` };
  },
  decide,
};
