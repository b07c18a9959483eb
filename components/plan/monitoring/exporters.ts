import type { ServiceId } from "../../services/service-registry";
import { cacheProfile } from "../../sources/store-profiles";
import { cacheDatabasesOf } from "../../sources/databases";
import { servicesOf } from "../../stack/declared-services";
import { queueKeys } from "../pods/scaling";
import type { StackConfig } from "../../stack/stack-config";
import { nextName, type RotatingSecrets } from "../../values/secret-definitions";
import { tlsOf } from "../../sources/store-tls";
import type { Reference, StoreName } from "../../values/text";

/** Exporters in pods of their own, since a store may be outside the cluster. */
export const exporters = {
  "database-exporter": { store: "database", name: "postgres-exporter", port: 9187 },
  "cache-exporter": { store: "cache", name: "redis-exporter", port: 9121 },
} as const satisfies Readonly<Record<string, { store: StoreName; name: string; port: number }>>;

export type ExporterId = keyof typeof exporters;

/** The exporter in the gateway's pods, which reads nginx' counters over the loopback. */
export const gatewayExporter = { name: "nginx-exporter", port: 9113 } as const;

/** Where nginx tells its counters: an address that only its own pod has. */
export const gatewayStatus = { host: "127.0.0.1", port: 8081, path: "/stub_status" } as const;

/** An exporter with its id. */
export type Exporter = (typeof exporters)[ExporterId] & { readonly id: ExporterId };

/** The exporters with pods of their own that a configuration installs. */
export function exportersOf({ monitoring }: StackConfig): readonly Exporter[] {
  return monitoring.kind === "off"
    ? []
    : [
        { id: "database-exporter", ...exporters["database-exporter"] },
        { id: "cache-exporter", ...exporters["cache-exporter"] },
      ];
}

/** The ports of a component on which Prometheus finds metrics. */
export function metricsPortsOf(component: string): readonly number[] {
  switch (component) {
    case "gateway":
      return [gatewayExporter.port];
    case "database-exporter":
    case "cache-exporter":
      return [exporters[component].port];
    default:
      return [];
  }
}

/** The user of Redis in the cluster that reads statistics and the lengths of queues, and no value. */
export const redisExporterUser = {
  name: "openops_exporter",
  passwordSecret: "redisExporterPassword",
  rights: [
    "resetkeys",
    "resetchannels",
    "-@all",
    "+ping",
    "+info",
    "+select",
    "+type",
    "+llen",
    "+zcard",
    "+slowlog|len",
    "+latency|latest",
    "+latency|histogram",
    "%R~bull:*",
  ],
} as const;

/** The keys whose lengths the exporter of Redis tells, as it takes them. */
function watchedKeys(config: StackConfig): string {
  const database = cacheDatabasesOf(config).app;
  return queueKeys.map((key) => `db${database}=${key}`).join(",");
}

/** A password that the stack knows, or one that a server makes. */
type ExporterPassword = Reference & { readonly kind: "secret" | "server-password" };

/** What an exporter signs in with; servers that somebody else runs know Redis' one user only. */
function exporterPassword(id: ExporterId, config: StackConfig, rotating: RotatingSecrets): ExporterPassword {
  if (id === "database-exporter") {
    return { kind: "secret", name: "postgresExporterPassword" };
  }
  const { location, passwordFrom } = cacheProfile(config);
  if (passwordFrom !== "stack") {
    return { kind: "server-password", store: "cache" };
  }
  if (location === "pods") {
    return { kind: "secret", name: redisExporterUser.passwordSecret };
  }
  const shared = "redisPassword";
  return { kind: "secret", name: rotating.includes(shared) ? nextName(shared) : shared };
}

/** Whether an exporter cannot compare the certificate's name itself, so that a proxy speaks TLS for it. */
export function exporterNeedsProxy(id: ExporterId, config: StackConfig): boolean {
  return id === "cache-exporter" && tlsOf("cache", config)?.mode === "verify-ca";
}

/** A service with the path at which it says that it is well. */
export interface ProbedService {
  readonly service: ServiceId;
  readonly healthPath: string;
}

/** The services that the blackbox exporter asks; tables answers no such question from other namespaces. */
export function probedServices(config: StackConfig): readonly ProbedService[] {
  const { monitoring } = config;
  if (monitoring.kind === "off" || monitoring.probe === undefined) {
    return [];
  }
  return servicesOf(config).flatMap(({ id, probed = false, healthPath }) =>
    probed && healthPath !== undefined ? [{ service: id, healthPath }] : [],
  );
}

/** An exporter in a pod of its own, planned. */
export type PlannedExporter = Exporter & {
  readonly password: ExporterPassword;
  /** Whether a proxy in its pod speaks TLS to its store. */
  readonly proxied: boolean;
};

/** What watches a stack, and what Prometheus is told of it. */
export interface MonitoringPlan {
  readonly settings: Extract<StackConfig["monitoring"], { readonly kind: "prometheus" }>;
  readonly exporters: readonly PlannedExporter[];
  /** The keys whose lengths the exporter of Redis tells. */
  readonly watchedKeys: string;
  readonly probedServices: readonly ProbedService[];
}

/** Plans what watches a stack; undefined where nothing does. */
export function planMonitoring(config: StackConfig, rotating: RotatingSecrets): MonitoringPlan | undefined {
  const { monitoring } = config;
  return monitoring.kind === "off"
    ? undefined
    : {
        settings: monitoring,
        exporters: exportersOf(config).map((exporter) => ({
          ...exporter,
          password: exporterPassword(exporter.id, config, rotating),
          proxied: exporterNeedsProxy(exporter.id, config),
        })),
        watchedKeys: watchedKeys(config),
        probedServices: probedServices(config),
      };
}
