import { Instance } from "@pulumi/aws/rds/instance";
import { ParameterGroup } from "@pulumi/aws/rds/parameterGroup";
import { SubnetGroup } from "@pulumi/aws/rds/subnetGroup";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../components/resources/component";
import type { Authority, Endpoint } from "../../components/resources/stores/store-access";
import type { OwnOptions, Store, StoreArgs } from "../../components/resources/provider-contract";
import { clientAccess } from "./access";
import type { AwsDatabase } from "./config";
import { finalSnapshotName } from "./final-snapshot";
import type { AwsNetwork } from "./network";
import { awsAdminRole, awsPorts } from "./profile";
import { defined } from "../../components/values/entries";

/** What the servers in AWS share. */
export interface AwsStoreArgs<Settings> extends StoreArgs<Settings> {
  readonly identifier: string;
  readonly network: AwsNetwork;
  /** In PEM form. */
  readonly authorities: string;
  readonly provider: pulumi.ProviderResource;
}

/** Postgres as an instance of RDS: encrypted, private, reached by the cluster alone. */
export class RdsDatabase extends Component implements Store {
  readonly endpoint: Endpoint;
  readonly authority: Authority;
  readonly password: pulumi.Output<string>;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: AwsStoreArgs<AwsDatabase>, options: ComponentOptions) {
    super("aws:RdsDatabase", name, options);
    const own = { parent: this, provider: args.provider };
    this.password = args.secret("postgresPassword");
    const instance = databaseInstance(args, own, this.password);
    this.endpoint = { host: instance.address, port: awsPorts.database };
    this.authority = { kind: "pem", pem: args.authorities };
    this.resource = this;
    this.registerOutputs({ host: this.endpoint.host, port: this.endpoint.port });
  }
}

type Args = AwsStoreArgs<AwsDatabase>;

function databaseInstance(args: Args, own: OwnOptions, password: pulumi.Output<string>): Instance {
  const { identifier, settings, scope } = args;
  const { protectData } = scope.plan;
  return new Instance(
    identifier,
    {
      identifier,
      engine: "postgres",
      engineVersion: settings.version,
      autoMinorVersionUpgrade: true,
      allowMajorVersionUpgrade: true,
      instanceClass: settings.instanceClass,
      username: awsAdminRole,
      password,
      port: awsPorts.database,
      ...storageOf(settings),
      ...placeOf(args, own),
      multiAz: settings.multiAz,
      caCertIdentifier: settings.caIdentifier,
      backupRetentionPeriod: settings.backupRetentionDays,
      backupWindow: settings.backupWindow,
      maintenanceWindow: settings.maintenanceWindow,
      applyImmediately: settings.applyImmediately,
      copyTagsToSnapshot: true,
      deletionProtection: protectData,
      deleteAutomatedBackups: !protectData,
      skipFinalSnapshot: !protectData,
      ...(protectData ? { finalSnapshotIdentifier: finalSnapshotName(identifier, own.parent) } : {}),
      performanceInsightsEnabled: settings.performanceInsights,
      ...(settings.performanceInsights ? { performanceInsightsRetentionPeriod: freeInsightsDays } : {}),
      enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
      ...restoredFrom(settings),
    },
    { ...own, protect: protectData, ignoreChanges: onlyAtCreation },
  );
}

/** How long AWS keeps figures of queries without a charge. */
const freeInsightsDays = 7;

/** Another value would replace an instance that has data in it. */
const onlyAtCreation = ["snapshotIdentifier", "restoreToPointInTime"];

function storageOf({ allocatedGi, maximumGi, kmsKeyId }: AwsDatabase) {
  return {
    storageType: "gp3",
    allocatedStorage: allocatedGi,
    maxAllocatedStorage: maximumGi,
    storageEncrypted: true,
    ...defined({ kmsKeyId }),
  };
}

/** The network of the instance, and the parameters that make it refuse what is not encrypted. */
function placeOf({ identifier, network, settings }: Args, own: OwnOptions) {
  const subnets = new SubnetGroup(
    identifier,
    { name: identifier, description: "Postgres of OpenOps", subnetIds: [...network.subnetIds] },
    own,
  );
  const access = clientAccess(
    { name: identifier, description: "Postgres of OpenOps", port: awsPorts.database, network },
    own,
  );
  const family = `postgres${settings.version}`;
  const parameters = new ParameterGroup(
    `${identifier}-${family}`,
    {
      name: `${identifier}-${family}`,
      family,
      description: "Postgres of OpenOps",
      parameters: [{ name: "rds.force_ssl", value: "1" }],
    },
    own,
  );
  return {
    publiclyAccessible: false,
    dbSubnetGroupName: subnets.name,
    vpcSecurityGroupIds: [access.id],
    parameterGroupName: parameters.name,
  };
}

function restoredFrom({ restore }: AwsDatabase) {
  switch (restore?.kind) {
    case undefined:
      return {};
    case "snapshot":
      return { snapshotIdentifier: restore.snapshot };
    case "point-in-time":
      return {
        restoreToPointInTime: {
          sourceDbInstanceIdentifier: restore.source,
          ...(restore.time === "latest" ? { useLatestRestorableTime: true } : { restoreTime: restore.time }),
        },
      };
  }
}
