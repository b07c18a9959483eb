import { cacheProfile } from "../../sources/store-profiles";
import { cacheDatabasesOf } from "../../sources/databases";
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
export function watchedKeys(config: StackConfig): string {
  const database = cacheDatabasesOf(config).app;
  return queueKeys.map((key) => `db${database}=${key}`).join(",");
}

/** What an exporter signs in with; servers that somebody else runs know Redis' one user only. */
export function exporterPassword(
  id: ExporterId,
  config: StackConfig,
  rotating: RotatingSecrets,
): Reference & { readonly kind: "secret" | "server-password" } {
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
