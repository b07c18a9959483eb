import { inStartOrder, peersOf, servicesOf, surroundingsOf } from "../stack/declared-services";
import type { ServiceId } from "../services/service-registry";
import { connectionsOf, planPolicies, type Edge, type Policy } from "./network/policies";
import { planBackup, type BackupPlan } from "./backup/backup-plan";
import { planExposure, type ExposurePlan } from "./exposure/exposure-plan";
import { planMonitoring, type MonitoringPlan } from "./monitoring/exporters";
import { planImages, type PlannedImages } from "./pods/planned-images";
import type { StackConfig } from "../stack/stack-config";
import { planService, type ServicePlan } from "./pods/service-plan";
import { sourcesOf, type ExternalSettings, type SecretSources } from "./secrets/secret-sources";
import { cacheDatabasesOf, serviceDatabases, type ServiceDatabase } from "../sources/databases";
import { cacheProfile, databaseProfile, declaredStores, type DeclaredStore } from "../sources/store-profiles";
import { tlsOf, type StoreTls } from "../sources/store-tls";
import type { RotatingSecrets } from "../values/secret-definitions";
import type { CacheProfile, DatabaseProfile } from "../../providers/store-profile";
import type { Route } from "../services/service";
import { identitiesOf, type WantedIdentity } from "./wanted-identities";

/** A gateway route with the service that answers it. */
export interface PlannedRoute extends Route {
  readonly host: string;
  readonly port: number;
}

/** The server in use of one store. */
interface PlannedStore<Profile> {
  readonly kind: string;
  readonly profile: Profile;
  /** How its clients use TLS; undefined where they connect in clear. */
  readonly tls: StoreTls | undefined;
}

/**
 * Everything about a stack that follows from its configuration alone, as plain data. Whoever makes, asks or
 * describes a stack reads it here; the configuration itself is asked by planning and by what checks it.
 */
export interface Plan extends Pick<
  StackConfig,
  "annotations" | "clouds" | "cluster" | "execution" | "labels" | "placement" | "publicUrl" | "quota" | "tags"
> {
  readonly namespace: string;
  readonly version: string;
  readonly adminEmail: string;
  /** Whether nothing deletes or replaces what holds data. */
  readonly protectData: boolean;
  /** How long whatever is awaited may take. */
  readonly timeoutMinutes: number;
  readonly images: PlannedImages;
  /** What all Secrets have, and how often each copied secret was changed. */
  readonly secrets: Pick<StackConfig["secrets"], "annotations" | "labels" | "immutable" | "copyChanges">;
  /** The secrets that others keep. */
  readonly secretSources: SecretSources;
  readonly externalSecrets: ExternalSettings | undefined;
  /** The secrets whose clients move to a second value, which the stores take beside the first. */
  readonly rotating: RotatingSecrets;
  readonly stores: {
    readonly database: PlannedStore<DatabaseProfile>;
    readonly cache: PlannedStore<CacheProfile> & { readonly appDatabase: number };
  };
  /** Every server that the stack declares: those in use, then previous ones. */
  readonly servers: readonly DeclaredStore[];
  readonly databases: readonly ServiceDatabase[];
  /** The claim with the files of tables. */
  readonly tablesClaim: string;
  /** In the order in which services are installed. */
  readonly services: readonly ServicePlan[];
  readonly gateway: StackConfig["services"]["gateway"];
  readonly routes: readonly PlannedRoute[];
  readonly exposure: ExposurePlan;
  readonly connections: readonly Edge[];
  readonly policies: readonly Policy[];
  /** The Service of the cluster's DNS, where the stack names one. */
  readonly dnsService: StackConfig["network"]["dnsService"];
  readonly identities: readonly WantedIdentity[];
  /** Undefined where there are none. */
  readonly backup: BackupPlan | undefined;
  readonly velero: { readonly enabled: boolean; readonly timeoutMinutes: number };
  /** Undefined where nothing watches the stack. */
  readonly monitoring: MonitoringPlan | undefined;
}

/** Names of users' own secret variables by service; the values stay out of the plan. */
export type ExtraSecretNames = Partial<Readonly<Record<ServiceId, readonly string[]>>>;

export interface PlanInput {
  readonly config: StackConfig;
  readonly namespace: string;
  readonly extraSecrets: ExtraSecretNames;
  /** The secrets that have a second value; default: none. */
  readonly rotating?: RotatingSecrets;
}

/** Derives everything that services must agree on from their declarations. */
export function planStack(input: PlanInput): Plan {
  const { config, namespace, rotating = [] } = input;
  const { annotations, clouds, cluster, execution, labels, placement, publicUrl, quota, tags } = config;
  const { immutable, copyChanges, external, ...own } = config.secrets;
  const secretSources = sourcesOf(config);
  return {
    ...{ annotations, clouds, cluster, execution, labels, placement, publicUrl, quota, tags },
    namespace,
    version: config.version,
    adminEmail: config.admin.email,
    protectData: config.availability.protectData,
    timeoutMinutes: config.rollout.timeoutMinutes,
    images: planImages(config),
    secrets: { annotations: own.annotations, labels: own.labels, immutable, copyChanges },
    secretSources,
    externalSecrets: external,
    rotating,
    ...planStores(config),
    ...planServices({ ...input, rotating, secretSources }),
    gateway: config.services.gateway,
    exposure: planExposure(config, namespace),
    dnsService: config.network.dnsService,
    identities: identitiesOf(config),
    backup: planBackup(config),
    velero: { enabled: config.backup.velero, timeoutMinutes: config.backup.timeoutMinutes },
    monitoring: planMonitoring(config, rotating),
  };
}

function planStores(config: StackConfig): Pick<Plan, "stores" | "servers" | "databases" | "tablesClaim"> {
  const { database, cache, services } = config;
  return {
    stores: {
      database: { kind: database.kind, profile: databaseProfile(config), tls: tlsOf("database", config) },
      cache: {
        kind: cache.kind,
        profile: cacheProfile(config),
        tls: tlsOf("cache", config),
        appDatabase: cacheDatabasesOf(config).app,
      },
    },
    servers: declaredStores(config),
    tablesClaim: services.tables.storage.claimName,
    databases: serviceDatabases(config, { analytics: services.analytics.enabled }),
  };
}

interface ServicesInput extends Required<PlanInput> {
  readonly secretSources: SecretSources;
}

function planServices({
  config,
  rotating,
  extraSecrets,
  secretSources,
}: ServicesInput): Pick<Plan, "services" | "routes" | "connections" | "policies"> {
  const surroundings = surroundingsOf(config, peersOf(config, rotating));
  const declared = inStartOrder(servicesOf(config));
  const connections = connectionsOf(declared, config);
  return {
    services: declared.map((service) =>
      planService(service, {
        config,
        surroundings,
        secretSources,
        extraSecrets: extraSecrets[service.id] ?? [],
      }),
    ),
    routes: declared.flatMap((service) =>
      service
        .routes(config, surroundings.flows)
        .map((route) => ({ ...route, host: service.name, port: service.servicePort })),
    ),
    connections,
    policies: planPolicies(declared, connections, config),
  };
}
