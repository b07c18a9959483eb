import { cacheDatabasesOf } from "../../sources/databases";
import { httpPeer } from "../peers";
import { addressVariables } from "../public-address";
import type { StackConfig } from "../../config/stack-config";
import { defineService, type Environment } from "../service";
import { libpqSettings, tokenLifetimes } from "../shared-settings";

const name = "openops-tables";
const servicePort = 80;

/** Tables (Baserow): web front end, API and background workers in one container. */
export const tables = defineService({
  id: "tables",
  name,
  servicePort,
  containerPort: 80,
  healthPath: "/openops-tables/api/_health/",
  waitsFor: ["database", "cache"],
  // Baserow's migrations take a lock; what makes the first user and workspace is not known to.
  startsAlone: true,
  cacheClient: "python",
  // Webhooks and files by URL.
  internet: { ports: [443] },
  routes: ({ services: { gateway } }) => [
    { path: "/openops-tables/ws/core", match: "prefix", websocket: true },
    { path: "/openops-tables", match: "prefix", bodyLimitMi: gateway.tablesBodyLimitMi },
  ],
  environment: ({ peers: { database, cache }, config, secret }) => {
    const own = database.own("tables");
    return {
      ...addressVariables(config).tables,
      // Requests whose Host is in neither URL are answered by the web front end.
      BASEROW_PRIVATE_URL: httpPeer(name, servicePort).url,
      BASEROW_EXTRA_ALLOWED_HOSTS: "*",
      BASEROW_ADMIN_USERNAME: config.admin.email,
      BASEROW_ADMIN_PASSWORD: secret("adminPassword"),
      BASEROW_REFRESH_TOKEN_LIFETIME_HOURS: tokenLifetimes.sessionHours,
      BASEROW_ACCESS_TOKEN_LIFETIME_MINUTES: tokenLifetimes.tablesAccessMinutes,
      BASEROW_JWT_SIGNING_KEY: secret("tablesJwtKey"),
      SECRET_KEY: secret("tablesSecretKey"),
      SYNC_TEMPLATES_ON_STARTUP: false,
      MIGRATE_ON_STARTUP: true,
      DISABLE_VOLUME_CHECK: "yes",
      // Its own default of 5 attempts gives up after 12 seconds.
      BASEROW_POSTGRES_STARTUP_CHECK_ATTEMPTS: 60,
      DATABASE_HOST: database.host,
      DATABASE_PORT: database.port,
      DATABASE_NAME: own.database,
      DATABASE_USER: own.role,
      DATABASE_PASSWORD: own.password,
      ...(database.tls && {
        DATABASE_OPTIONS: JSON.stringify({
          sslmode: database.tls.mode,
          sslrootcert: database.tls.authorityFile,
        }),
      }),
      // The check at start connects without the options above.
      ...libpqSettings(database),
      ...openTelemetryOf(config.integrations),
      REDIS_URL: cache.url(cacheDatabasesOf(config).tables),
    };
  },
});

/** Baserow's own switch, and OpenTelemetry's name for where to. */
function openTelemetryOf({ openTelemetry }: StackConfig["integrations"]): Environment {
  return openTelemetry === undefined
    ? {}
    : { BASEROW_ENABLE_OTEL: true, OTEL_EXPORTER_OTLP_ENDPOINT: openTelemetry.endpoint };
}
