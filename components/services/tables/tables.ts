import { cacheDatabasesOf } from "../../sources/databases";
import { exec, rootWithFewCapabilities } from "../container-plan";
import { urlOf } from "../peers";
import { addressVariables } from "../public-address";
import type { BaseConfig } from "../../config/base-config";
import { mailPassword } from "../../values/secret-definitions";
import type { Reference } from "../../values/text";
import { defineService, type Environment, type NamedServer } from "../service";
import { libpqSettings, portOf, tokenLifetimes } from "../shared-settings";
import { tablesSettings, tablesSizes } from "./tables-settings";

const name = "openops-tables";
const servicePort = 80;

/** The user that its supervisor starts children as; it owns their files. */
export const tablesFilesUser = 9999;

/** A request to the pod's own address would be answered by the web front end, alive or not. */
const health = exec("/baserow/backend/docker/docker-entrypoint.sh", "backend-healthcheck");

/** The health check's own request may take ten seconds. */
const timeoutSeconds = 15;

/** Tables (Baserow): web front end, API and background workers in one container. */
export const tables = defineService({
  id: "tables",
  name,
  servicePort,
  containerPort: 80,
  healthPath: "/openops-tables/api/_health/",
  settings: tablesSettings,
  sizes: tablesSizes,
  image: { name: "tables", repository: "openops/openops-tables", tag: "published-with" },
  runAs: {
    capabilities: rootWithFewCapabilities,
    reason: "its supervisor runs as root, binds port 80 and starts children as other users",
  },
  words: {
    down: "tables cannot be opened, and workflow steps that use them fail",
    rolling: "requests under way finish",
  },
  waitsFor: ["database", "cache"],
  // Baserow's migrations take a lock; what makes the first user and workspace is not known to.
  migrates: true,
  cacheClient: "python",
  internet: { ports: [443], purposes: [{ what: "webhooks of tables, files that people give by URL" }] },
  reaches: ({ integrations, mail }) => [
    ...collectorOf(integrations),
    ...(mail.server === undefined ? [] : [mail.server]),
  ],
  routes: () => [
    { path: "/openops-tables/ws/core", match: "prefix", websocket: true },
    { path: "/openops-tables", match: "prefix", uploads: true },
  ],
  environment: ({ peers: { database, cache }, config, secret }) => {
    const own = database.own("tables");
    return {
      ...addressVariables(config).tables,
      // Requests whose Host is in neither URL are answered by the web front end.
      BASEROW_PRIVATE_URL: urlOf(name, servicePort),
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
      ...mailOf(config.mail, secret(mailPassword)),
      REDIS_URL: cache.url(cacheDatabasesOf(config).tables),
    };
  },
  container: ({ settings: { storage } }) => ({
    startupProbe: {
      ...health,
      initialDelaySeconds: 10,
      periodSeconds: 10,
      timeoutSeconds,
      failureThreshold: 60,
    },
    readinessProbe: {
      ...health,
      initialDelaySeconds: 30,
      periodSeconds: 20,
      timeoutSeconds,
      failureThreshold: 10,
    },
    livenessProbe: {
      ...health,
      initialDelaySeconds: 60,
      periodSeconds: 20,
      timeoutSeconds,
      failureThreshold: 10,
    },
    volumes: [
      { kind: "claim", name: "data", mountPath: "/baserow/data", storage },
      // Its workers share memory and keep their temporary files there.
      {
        kind: "empty",
        name: "shared-memory",
        mountPath: "/dev/shm",
        medium: "Memory",
        sizeLimit: "512Mi",
      },
    ],
  }),
});

/** The collector of OpenTelemetry, where it is in the cluster. */
function collectorOf({ openTelemetry }: BaseConfig["integrations"]): readonly NamedServer[] {
  const { endpoint, namespace } = openTelemetry ?? {};
  if (endpoint === undefined || namespace === undefined) {
    return [];
  }
  return [{ namespace, port: portOf(endpoint) }];
}

/** Of its switches Baserow asks whether they are set: false would be a yes (config/settings/base.py). */
function mailOf({ server }: BaseConfig["mail"], password: Reference): Environment {
  return server === undefined
    ? {}
    : {
        EMAIL_SMTP: true,
        EMAIL_SMTP_HOST: server.host,
        EMAIL_SMTP_PORT: server.port,
        EMAIL_SMTP_USE_TLS: server.tls === "starttls" ? true : undefined,
        EMAIL_SMTP_USE_SSL: server.tls === "implicit" ? true : undefined,
        EMAIL_SMTP_USER: server.user,
        EMAIL_SMTP_PASSWORD: server.user === undefined ? undefined : password,
        FROM_EMAIL: server.from,
      };
}

/** Baserow's own switch, and OpenTelemetry's name for where to. */
function openTelemetryOf({ openTelemetry }: BaseConfig["integrations"]): Environment {
  return openTelemetry === undefined
    ? {}
    : { BASEROW_ENABLE_OTEL: true, OTEL_EXPORTER_OTLP_ENDPOINT: openTelemetry.endpoint };
}
