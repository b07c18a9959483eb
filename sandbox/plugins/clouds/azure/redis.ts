import {
  atLeast,
  block,
  flag,
  oneOf,
  required,
  text,
  textLike,
  textMap,
  texts,
} from "../../protocol/input-rules";
import { secret } from "../../protocol/property-value";
import { SandboxError } from "../../../errors";
import type { CloudRequest, LookUp, ResourceKind } from "../cloud";
import { isOn, mapAt, textAt } from "../reading";
import { armId, lastPart, locationOf, lockedBy, namedBy, taken, typesOf } from "./identifiers";

const enabled = oneOf(["Enabled", "Disabled"]);
const clusterName = textLike(
  /^(?=.{1,60}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/,
  "1 to 60 letters, digits and hyphens, no hyphen first or last, no two hyphens together",
);
const skuFamilies = /^(Balanced_B|MemoryOptimized_M|ComputeOptimized_X|FlashOptimized_A)(\d+)$/;

/** Row of an Azure Managed Redis cluster. */
export const redisCluster: ResourceKind = {
  title: "Redis Enterprise",
  inputs: {
    clusterName,
    highAvailability: enabled,
    location: text,
    minimumTlsVersion: oneOf(["1.0", "1.1", "1.2"]),
    publicNetworkAccess: required(enabled),
    resourceGroupName: required(text),
    sku: required(block({ name: required(text), capacity: atLeast(1) })),
    tags: textMap,
    zones: texts,
  },
  decides: [
    ...["azureApiVersion", "hostName", "kind", "location", "name", "provisioningState", "redisVersion"],
    ...["redundancyMode", "resourceState", "type"],
  ],
  decidesLast: ["hostName"],
  replaces: ["clusterName", "location", "resourceGroupName", "zones"],
  naming: { input: "clusterName", automatic: true },
  minutes: { create: 10, update: 8, delete: 5 },
  taken,
  refusal: ({ inputs }) => {
    const name = textAt(inputs, "sku.name") ?? "";
    if (!skuFamilies.test(name)) {
      return `InvalidRequestBody: The sku '${name}' is not one of Azure Managed Redis.`;
    }
    return "capacity" in mapAt(inputs, "sku")
      ? `InvalidRequestBody: The sku '${name}' takes no capacity.`
      : undefined;
  },
  deletionRefusal: lockedBy,
  name: namedBy("Microsoft.Cache/redisEnterprise/{clusterName}"),
  decide: ({ inputs, named, ...context }) => ({
    azureApiVersion: "2025-07-01",
    hostName: `${lastPart(named.id)}.${locationOf(context, inputs)}.redis.azure.net`,
    kind: "v2",
    location: locationOf(context, inputs),
    name: lastPart(named.id),
    provisioningState: "Succeeded",
    redisVersion: "7.4",
    redundancyMode: textAt(inputs, "highAvailability") === "Disabled" ? "None" : "ZR",
    resourceState: "Running",
    type: "Microsoft.Cache/redisEnterprise",
  }),
};

const policies = [
  ...["AllKeysLFU", "AllKeysLRU", "AllKeysRandom", "VolatileLRU", "VolatileLFU", "VolatileTTL"],
  ...["VolatileRandom", "NoEviction"],
];

/** Without clustering a cache has at most 25 GB ("Azure Managed Redis architecture", cluster policies). */
const largestWithoutClustering = 20;

function databaseRefusal({ inputs, account, config }: CloudRequest): string | undefined {
  const cluster = account.find(
    typesOf.redisCluster,
    armId({ config }, inputs, `Microsoft.Cache/redisEnterprise/${textAt(inputs, "clusterName") ?? ""}`),
  );
  if (cluster === undefined) {
    return `ParentResourceNotFound: The cluster '${textAt(inputs, "clusterName") ?? ""}' was not found.`;
  }
  if (textAt(inputs, "databaseName") !== "default") {
    return "InvalidRequestBody: The only database of a cluster is called 'default'.";
  }
  const [, , size = "0"] = skuFamilies.exec(textAt(cluster.inputs, "sku.name") ?? "") ?? [];
  if (textAt(inputs, "clusteringPolicy") === "NoCluster" && Number(size) > largestWithoutClustering) {
    return `InvalidRequestBody: The clustering policy NoCluster needs a sku of at most 25 GB, got ${textAt(cluster.inputs, "sku.name") ?? ""}.`;
  }
  return isOn(inputs, "persistence.aofEnabled") && isOn(inputs, "persistence.rdbEnabled")
    ? "InvalidRequestBody: Persistence is by AOF or by RDB, not by both."
    : undefined;
}

/** Row of the cluster's database. */
export const redisDatabase: ResourceKind = {
  title: "Redis Enterprise Database",
  inputs: {
    accessKeysAuthentication: enabled,
    clientProtocol: oneOf(["Encrypted", "Plaintext"]),
    clusterName: required(clusterName),
    clusteringPolicy: oneOf(["EnterpriseCluster", "OSSCluster", "NoCluster"]),
    databaseName: text,
    deferUpgrade: oneOf(["Deferred", "NotDeferred"]),
    evictionPolicy: oneOf(policies),
    persistence: block({
      aofEnabled: flag,
      aofFrequency: oneOf(["1s", "always"]),
      rdbEnabled: flag,
      rdbFrequency: oneOf(["1h", "6h", "12h"]),
    }),
    port: atLeast(1),
    resourceGroupName: required(text),
  },
  decides: ["azureApiVersion", "name", "port", "provisioningState", "redisVersion", "resourceState", "type"],
  replaces: ["clusterName", "databaseName", "port", "resourceGroupName"],
  replacesIf: (old, now) =>
    old.clusteringPolicy !== now.clusteringPolicy && old.clusteringPolicy !== "NoCluster"
      ? ["clusteringPolicy"]
      : [],
  naming: { input: "databaseName", automatic: true },
  minutes: { create: 3, update: 3, delete: 2 },
  taken,
  refusal: databaseRefusal,
  deletionRefusal: lockedBy,
  name: namedBy("Microsoft.Cache/redisEnterprise/{clusterName}/databases/{databaseName}"),
  decide: ({ named }) => ({
    azureApiVersion: "2025-07-01",
    name: lastPart(named.id),
    port: 10000,
    provisioningState: "Succeeded",
    redisVersion: "7.4",
    resourceState: "Running",
    type: "Microsoft.Cache/redisEnterprise/databases",
  }),
};

/** The keys of a database, always the same; they are derived, so that no file holds them. */
export const listDatabaseKeys: LookUp = (args, context) => {
  const path = `Microsoft.Cache/redisEnterprise/${textAt(args, "clusterName") ?? ""}/databases/${textAt(args, "databaseName") ?? ""}`;
  const database = context.account.find(typesOf.redisDatabase, armId(context, args, path));
  if (database === undefined) {
    throw new SandboxError(
      `listing the keys of a Redis database: ResourceNotFound: The Resource '${path}' was not found.`,
    );
  }
  // Keys are off unless they are asked for (Database, accessKeysAuthentication).
  if (textAt(database.inputs, "accessKeysAuthentication") !== "Enabled") {
    throw new SandboxError(
      "listing the keys of a Redis database: OperationNotAllowed: Access keys authentication is disabled.",
    );
  }
  const key = (purpose: string) => secret(context.account.secretFor(database, purpose).toString("base64"));
  return { primaryKey: key("primary key"), secondaryKey: key("secondary key") };
};
