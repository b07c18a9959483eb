import {
  type InputRule,
  blocks,
  oneOf,
  required,
  text,
  textLike,
  textMap,
} from "../../../protocol/input-rules";
import type { PropertyMap } from "../../../protocol/property-value";
import type { CloudContext, ResourceKind } from "../../cloud";
import { mapsAt, textAt } from "../../reading";
import { tagsAll } from "../network/ec2";
import { arnOf, regionOf } from "../identifiers";

/** What the parameter groups of RDS and ElastiCache have in common. */
export interface ParameterGroupService {
  readonly title: string;
  /** The service and resource in ARNs. */
  readonly arn: readonly [service: string, resource: string];
  readonly families: readonly string[];
  readonly parameter: Readonly<Record<string, InputRule>>;
  readonly taken: string;
  /** Why a parameter is refused. */
  refuse(parameter: PropertyMap): string | undefined;
  /** Why a group that is in use cannot be deleted. */
  inUse(name: string): string;
  /** Type and input of what uses a group. */
  readonly usedBy: { readonly type: string; readonly input: string };
}

/** Names of the groups that the services have by themselves begin so. */
export const defaultGroup = /^default\./;

export function parameterGroupOf(service: ParameterGroupService): ResourceKind {
  return {
    title: service.title,
    inputs: {
      name: textLike(
        /^(?=.{1,255}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
        "lower-case letters, digits and hyphens, a letter first",
      ),
      family: required(text),
      description: text,
      parameters: blocks(service.parameter),
      tags: textMap,
    },
    defaults: { description: "Managed by Pulumi" },
    decides: ["arn", "region", "tagsAll"],
    replaces: ["name", "family", "description"],
    naming: { input: "name", automatic: true },
    minutes: { create: 0, update: 0, delete: 0 },
    taken: service.taken,
    refusal: ({ inputs }) => {
      const family = textAt(inputs, "family") ?? "";
      if (!service.families.includes(family)) {
        return `InvalidParameterValue: ParameterGroupFamily ${family} is not a valid parameter group family`;
      }
      return mapsAt(inputs, "parameters").flatMap((parameter) => service.refuse(parameter) ?? [])[0];
    },
    deletionRefusal: ({ account, resource: { key } }) => {
      const { type, input } = service.usedBy;
      const used = account.list(type).some(({ inputs }) => inputs[input] === key);
      return used ? service.inUse(key) : undefined;
    },
    name: nameOf,
    decide: ({ inputs, named, ...context }) => decideOf(service.arn, { inputs, named, ...context }),
  };
}

function nameOf({ inputs }: { readonly inputs: PropertyMap }) {
  const name = textAt(inputs, "name") ?? "";
  return { key: name, id: name };
}

interface Named extends CloudContext {
  readonly inputs: PropertyMap;
  readonly named: { readonly key: string };
}

function decideOf(
  [service, resource]: readonly [string, string],
  { inputs, named, ...context }: Named,
): PropertyMap {
  return {
    arn: arnOf(service, `${resource}:${named.key}`, context),
    region: regionOf(context),
    tagsAll: tagsAll(context, inputs),
  };
}

/**
 * Parameters of PostgreSQL that RDS applies at a restart only
 * (Amazon RDS User Guide, "Working with parameters on your RDS for PostgreSQL DB instance").
 */
const staticParameters = [
  "autovacuum_max_workers",
  "max_connections",
  "max_locks_per_transaction",
  "max_wal_senders",
  "max_worker_processes",
  "rds.logical_replication",
  "shared_buffers",
  "shared_preload_libraries",
  "track_activity_query_size",
  "wal_buffers",
];

export const instanceType = "aws:rds/instance:Instance";
export const replicationGroupType = "aws:elasticache/replicationGroup:ReplicationGroup";

export const rdsParameterGroup = parameterGroupOf({
  title: "RDS DB Parameter Group",
  arn: ["rds", "pg"],
  families: ["13", "14", "15", "16", "17", "18"].map((major) => `postgres${major}`),
  parameter: {
    name: required(textLike(/^[a-z][a-z0-9_.]*$/, "the name of a parameter")),
    value: required(text),
    applyMethod: oneOf(["immediate", "pending-reboot"]),
  },
  taken: "DBParameterGroupAlreadyExists: the parameter group already exists",
  refuse: ({ name, applyMethod }) =>
    staticParameters.includes(String(name)) && applyMethod !== "pending-reboot"
      ? "InvalidParameterCombination: cannot use immediate apply method for static parameter"
      : undefined,
  inUse: (name) =>
    "InvalidDBParameterGroupState: One or more database instances are still members of this parameter " +
    `group ${name}, so the group cannot be deleted`,
  usedBy: { type: instanceType, input: "parameterGroupName" },
});

/** Values of `maxmemory-policy` (Amazon ElastiCache User Guide, "Valkey and Redis OSS parameters"). */
const evictionPolicies = ["lru", "lfu", "random"]
  .flatMap((how) => [`volatile-${how}`, `allkeys-${how}`])
  .concat("volatile-ttl", "noeviction");

export const cacheParameterGroup = parameterGroupOf({
  title: "ElastiCache Parameter Group",
  arn: ["elasticache", "parametergroup"],
  families: ["valkey7", "valkey8", "redis6.x", "redis7"],
  parameter: {
    name: required(textLike(/^[a-z][a-z0-9-]*$/, "the name of a parameter")),
    value: required(text),
  },
  taken: "CacheParameterGroupAlreadyExists: the parameter group already exists",
  refuse: ({ name, value }) =>
    name === "maxmemory-policy" && !evictionPolicies.includes(String(value))
      ? `InvalidParameterValue: The parameter value for maxmemory-policy must be one of ${evictionPolicies.join(", ")}`
      : undefined,
  inUse: (name) =>
    `InvalidCacheParameterGroupState: One or more cache clusters are still members of this parameter group ${name}`,
  usedBy: { type: replicationGroupType, input: "parameterGroupName" },
});
