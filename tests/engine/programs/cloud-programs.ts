import { CustomResource, type CustomResourceOptions, ProviderResource } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";

type Inputs = Readonly<Record<string, unknown>>;

/** What of the store may differ between two updates of a test. */
export interface StoreChanges {
  readonly database?: Inputs;
  readonly cache?: Inputs;
}

/** A resource of a cloud by its type token: a test does without the SDKs, which take seconds to load. */
class Resource extends CustomResource {
  constructor(type: string, inputs: Inputs, options: CustomResourceOptions & { readonly named: string }) {
    super(type, options.named, inputs, options);
  }
}

class AwsProvider extends ProviderResource {
  constructor(name: string) {
    super("aws", name, { region: "eu-central-1" });
  }
}

const subnetIds = ["subnet-0a1b2c3d", "subnet-4e5f6a7b"];

export const types = {
  database: "aws:rds/instance:Instance",
  databaseSubnets: "aws:rds/subnetGroup:SubnetGroup",
  cache: "aws:elasticache/replicationGroup:ReplicationGroup",
  cacheSubnets: "aws:elasticache/subnetGroup:SubnetGroup",
} as const;

export const databasePassword = "correcthorsebatterystaple";

/** A database and then a cache, each with its subnets. */
export function store({ database = {}, cache = {} }: StoreChanges = {}): PulumiFn {
  return async () => {
    const options = { provider: new AwsProvider("aws") };
    const named = (name: string) => ({ ...options, named: name });
    const subnets = new Resource(
      types.databaseSubnets,
      { name: "shop", subnetIds },
      named("database-subnets"),
    );
    const madeFirst = new Resource(
      types.database,
      {
        identifier: "shop",
        engine: "postgres",
        engineVersion: "17",
        instanceClass: "db.t4g.medium",
        allocatedStorage: 20,
        username: "postgres",
        password: databasePassword,
        dbSubnetGroupName: "shop",
        skipFinalSnapshot: true,
        ...database,
      },
      { ...named("database"), dependsOn: subnets },
    );
    const cacheSubnets = new Resource(
      types.cacheSubnets,
      { name: "shop", subnetIds },
      named("cache-subnets"),
    );
    new Resource(
      types.cache,
      {
        replicationGroupId: "shop",
        description: "Shop",
        engine: "valkey",
        engineVersion: "8.0",
        nodeType: "cache.t4g.small",
        subnetGroupName: "shop",
        ...cache,
      },
      { ...named("cache"), dependsOn: [cacheSubnets, madeFirst] },
    );
  };
}
