import { Instance } from "@pulumi/gcp/redis/instance";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../components/resources/component";
import type { Authority, Endpoint } from "../../components/resources/stores/store-access";
import type { Store } from "../../components/resources/provider-contract";
import type { GcpCache } from "./config";
import { gcpCacheProfile } from "./profile";
import { authorityPem, type GcpStoreArgs } from "./store";
import { defined } from "../../components/values/entries";

type Args = GcpStoreArgs<GcpCache>;

/** Redis as an instance of Memorystore: with a password, encrypted, on disk, no key evicted. */
export class Memorystore extends Component implements Store {
  readonly endpoint: Endpoint;
  readonly authority: Authority | undefined;
  readonly password: pulumi.Output<string>;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: Args, options: ComponentOptions) {
    super("gcp:Memorystore", name, options);
    const instance = redisInstance(args, this);
    // The certificate is for the address, as its common name.
    this.endpoint = {
      host: instance.host,
      port: gcpCacheProfile(args.settings).port,
      certificateName: instance.host,
    };
    this.authority = args.settings.encryption
      ? { kind: "pem", pem: authorityPem(instance.serverCaCerts) }
      : undefined;
    this.password = pulumi.secret(instance.authString);
    this.resource = this;
    this.registerOutputs({ host: this.endpoint.host, port: this.endpoint.port });
  }
}

const periods = { 1: "ONE_HOUR", 6: "SIX_HOURS", 12: "TWELVE_HOURS", 24: "TWENTY_FOUR_HOURS" } as const;

const days = {
  mon: "MONDAY",
  tue: "TUESDAY",
  wed: "WEDNESDAY",
  thu: "THURSDAY",
  fri: "FRIDAY",
  sat: "SATURDAY",
  sun: "SUNDAY",
} as const;

function redisInstance(args: Args, parent: pulumi.Resource): Instance {
  const { identifier, region, settings, scope, network, connection, provider, labels } = args;
  const { protectData } = scope.plan;
  return new Instance(
    identifier,
    {
      name: identifier,
      region,
      tier: settings.highAvailability ? "STANDARD_HA" : "BASIC",
      memorySizeGb: settings.memoryGi,
      redisVersion: "REDIS_7_2",
      authorizedNetwork: network.network,
      connectMode: "PRIVATE_SERVICE_ACCESS",
      reservedIpRange: network.rangeName,
      authEnabled: true,
      transitEncryptionMode: settings.encryption ? "SERVER_AUTHENTICATION" : "DISABLED",
      redisConfigs: { "maxmemory-policy": "noeviction" },
      persistenceConfig: { persistenceMode: "RDB", rdbSnapshotPeriod: periods[settings.snapshotHours] },
      maintenancePolicy: {
        weeklyMaintenanceWindows: [
          {
            day: days[settings.maintenance.day],
            startTime: { hours: settings.maintenance.hour, minutes: 0, seconds: 0, nanos: 0 },
          },
        ],
      },
      ...defined({ customerManagedKey: settings.kmsKey }),
      deletionProtection: protectData,
      labels: { ...labels },
    },
    { parent, provider, protect: protectData, dependsOn: [...connection] },
  );
}
