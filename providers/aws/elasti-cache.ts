import { ParameterGroup } from "@pulumi/aws/elasticache/parameterGroup";
import { ReplicationGroup } from "@pulumi/aws/elasticache/replicationGroup";
import { SubnetGroup } from "@pulumi/aws/elasticache/subnetGroup";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../components/resources/component";
import { nextName } from "../../components/values/secret-definitions";
import type { Authority, Endpoint } from "../../components/resources/stores/store-access";
import type { OwnOptions, Store } from "../../components/resources/provider-contract";
import { clientAccess } from "./access";
import type { AwsCache } from "./config";
import { finalSnapshotName } from "./final-snapshot";
import { awsPorts } from "./profile";
import type { AwsStoreArgs } from "./rds-database";
import { defined } from "../../components/values/entries";

type Args = AwsStoreArgs<AwsCache>;

const engines = {
  valkey: { engineVersion: "8.0", family: "valkey8" },
  redis: { engineVersion: "7.1", family: "redis7" },
} as const;

/** Redis as a replication group of ElastiCache: encrypted, with a password, one shard, no key evicted. */
export class ElastiCache extends Component implements Store {
  readonly endpoint: Endpoint;
  readonly authority: Authority;
  readonly password: pulumi.Output<string>;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: Args, options: ComponentOptions) {
    super("aws:ElastiCache", name, options);
    this.password = args.secret("redisPassword");
    const group = replicationGroup(args, { parent: this, provider: args.provider });
    this.endpoint = { host: group.primaryEndpointAddress, port: awsPorts.cache };
    this.authority = { kind: "pem", pem: args.authorities };
    this.resource = this;
    this.registerOutputs({ host: this.endpoint.host, port: this.endpoint.port });
  }
}

function replicationGroup(args: Args, own: OwnOptions): ReplicationGroup {
  const { identifier, settings, scope } = args;
  const { protectData } = scope.plan;
  const replicated = settings.replicas > 0;
  return new ReplicationGroup(
    identifier,
    {
      replicationGroupId: identifier,
      description: "Redis of OpenOps",
      engine: settings.engine,
      engineVersion: engines[settings.engine].engineVersion,
      autoMinorVersionUpgrade: true,
      nodeType: settings.nodeType,
      numCacheClusters: settings.replicas + 1,
      automaticFailoverEnabled: replicated,
      multiAzEnabled: replicated,
      // Queues are scripts over several keys, which a cluster spreads over its shards.
      clusterMode: "disabled",
      port: awsPorts.cache,
      ...placeOf(args, own),
      atRestEncryptionEnabled: true,
      ...defined({ kmsKeyId: settings.kmsKeyId }),
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      ...passwordOf(args),
      snapshotRetentionLimit: settings.snapshotRetentionDays,
      snapshotWindow: settings.snapshotWindow,
      maintenanceWindow: settings.maintenanceWindow,
      applyImmediately: settings.applyImmediately,
      ...defined({ snapshotName: settings.snapshot }),
      ...(protectData ? { finalSnapshotIdentifier: finalSnapshotName(identifier, own.parent) } : {}),
    },
    { ...own, protect: protectData, ignoreChanges: ["snapshotName"] },
  );
}

/** While clients move to the next password, the group takes both; afterwards only that one. */
function passwordOf({ secret, scope }: Args) {
  const name = "redisPassword";
  return scope.plan.rotating.includes(name)
    ? { authToken: secret(nextName(name)), authTokenUpdateStrategy: "ROTATE" }
    : { authToken: secret(name), authTokenUpdateStrategy: "SET" };
}

function placeOf({ identifier, network, settings }: Args, own: OwnOptions) {
  const description = "Redis of OpenOps";
  const subnets = new SubnetGroup(
    identifier,
    { name: identifier, description, subnetIds: [...network.subnetIds] },
    own,
  );
  const access = clientAccess({ name: identifier, description, port: awsPorts.cache, network }, own);
  const { family } = engines[settings.engine];
  const parameters = new ParameterGroup(
    `${identifier}-${family}`,
    {
      name: `${identifier}-${family}`,
      family,
      description,
      parameters: [{ name: "maxmemory-policy", value: "noeviction" }],
    },
    own,
  );
  return {
    subnetGroupName: subnets.name,
    securityGroupIds: [access.id],
    parameterGroupName: parameters.name,
  };
}
