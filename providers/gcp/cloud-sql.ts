import { DatabaseInstance } from "@pulumi/gcp/sql/databaseInstance";
import { User } from "@pulumi/gcp/sql/user";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../components/resources/component";
import { setCommand } from "../../components/values/fault";
import type { Authority, Endpoint } from "../../components/resources/stores/store-access";
import type { Store } from "../../components/resources/provider-contract";
import { refusal } from "../look-up-error";
import type { GcpDatabase } from "./config";
import { cloudSqlAdminRole, cloudSqlPort } from "./profile";
import { authorityPem, type GcpStoreArgs } from "./store";
import { defined } from "../../components/values/entries";

type Args = GcpStoreArgs<GcpDatabase>;

/** Postgres as an instance of Cloud SQL: private, encrypted, with a standby. */
export class CloudSql extends Component implements Store {
  readonly endpoint: Endpoint;
  readonly authority: Authority;
  readonly password: pulumi.Output<string>;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: Args, options: ComponentOptions) {
    super("gcp:CloudSql", name, options);
    const { provider, settings, secret } = args;
    this.password = secret("postgresPassword");
    const instance = databaseInstance(args, this);
    new User(
      args.identifier,
      {
        name: cloudSqlAdminRole,
        instance: instance.name,
        password: this.password,
        // It goes with its instance; on its own Google refuses, since it owns objects.
        deletionPolicy: "ABANDON",
      },
      { parent: this, provider },
    );
    this.endpoint =
      settings.certificate === "shared"
        ? { host: nameOf(instance), port: cloudSqlPort, address: instance.privateIpAddress }
        : { host: instance.privateIpAddress, port: cloudSqlPort };
    this.authority = { kind: "pem", pem: authorityPem(instance.serverCaCerts) };
    this.resource = this;
    this.registerOutputs({ host: this.endpoint.host, port: this.endpoint.port });
  }
}

/** The name in the certificate, which the DNS of the network need not know. */
function nameOf({ dnsName, dnsNames }: DatabaseInstance): pulumi.Output<string> {
  return pulumi.all([dnsName, dnsNames]).apply(([only, all]) => {
    const found =
      all.find(({ connectionType }) => connectionType === "PRIVATE_SERVICES_ACCESS")?.name ?? only;
    if (found === "") {
      throw refusal({
        path: "database.certificate",
        expected: "instance, since Google gives this instance no DNS name",
        got: "shared",
        fix: setCommand("database.certificate", "instance"),
      });
    }
    return found.replace(/\.$/, "");
  });
}

const days = { mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 } as const;

const authorities = { shared: "GOOGLE_MANAGED_CAS_CA", instance: "GOOGLE_MANAGED_INTERNAL_CA" } as const;

function databaseInstance(args: Args, parent: pulumi.Resource): DatabaseInstance {
  const { identifier, region, settings, scope, connection, provider, labels } = args;
  const { protectData } = scope.plan;
  return new DatabaseInstance(
    identifier,
    {
      name: identifier,
      region,
      databaseVersion: `POSTGRES_${settings.version}`,
      deletionProtection: protectData,
      ...defined({ encryptionKeyName: settings.kmsKey }),
      ...restoredFrom(settings),
      settings: {
        tier: settings.tier,
        edition: settings.edition,
        availabilityType: settings.highAvailability ? "REGIONAL" : "ZONAL",
        diskType: "PD_SSD",
        diskSize: settings.sizeGi,
        diskAutoresize: true,
        diskAutoresizeLimit: settings.maximumGi,
        deletionProtectionEnabled: protectData,
        userLabels: { ...labels },
        databaseFlags: [{ name: "max_connections", value: String(settings.maxConnections) }],
        insightsConfig: { queryInsightsEnabled: settings.queryInsights },
        maintenanceWindow: { day: days[settings.maintenance.day], hour: settings.maintenance.hour },
        ...backupsOf(settings),
        ...accessOf(args),
      },
    },
    // What the disk has grown to by itself is no difference.
    {
      parent,
      provider,
      protect: protectData,
      dependsOn: [...connection],
      ignoreChanges: ["clone", "settings.diskSize"],
    },
  );
}

function backupsOf(settings: GcpDatabase) {
  return {
    backupConfiguration: {
      enabled: true,
      pointInTimeRecoveryEnabled: true,
      startTime: `${String(settings.backupHour).padStart(2, "0")}:00`,
      transactionLogRetentionDays: settings.logRetentionDays,
      backupRetentionSettings: { retainedBackups: settings.retainedBackups, retentionUnit: "COUNT" },
    },
  };
}

/** No public address, and nothing that is not encrypted. */
function accessOf({ network, settings }: Args) {
  return {
    ipConfiguration: {
      ipv4Enabled: false,
      privateNetwork: network.network,
      allocatedIpRange: network.rangeName,
      sslMode: "ENCRYPTED_ONLY",
      serverCaMode: authorities[settings.certificate],
    },
  };
}

function restoredFrom({ restore }: GcpDatabase) {
  return restore === undefined
    ? {}
    : {
        clone: {
          sourceInstanceName: restore.source,
          ...(restore.time === "latest" ? {} : { pointInTime: restore.time }),
        },
      };
}
