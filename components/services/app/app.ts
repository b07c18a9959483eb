import { releaseLabels } from "../../values/release-labels";
import { cacheDatabasesOf, tablesReadLogin } from "../../sources/databases";
import { imageTag } from "../../config/images";
import { addressVariables } from "../public-address";
import { defineService } from "../service";
import { executorSettings, queueSettings, telemetrySettings, tokenLifetimes } from "../shared-settings";

/** The application server: web front end, API, schedules. */
export const app = defineService({
  id: "app",
  name: "openops-app",
  servicePort: 80,
  containerPort: 80,
  // Answers once migrations and seeds are done; it checks neither database nor cache.
  healthPath: "/api/v1/health",
  waitsFor: ["database", "cache", "tables", "analytics"],
  startsAlone: true,
  // The same as the worker, so that both have one connection URL.
  cacheClient: "node-forking",
  calls: ["engine", "worker"],
  // Language models, templates, telemetry, cloud APIs.
  internet: { ports: [443] },
  routes: ({ services: { app } }) => [
    { path: "/", match: "prefix", streaming: true },
    { path: "/api/socket.io", match: "prefix", upstreamPath: "/socket.io", websocket: true },
    {
      path: "^/api/v1/webhooks/[^/]+/sync$",
      match: "regular-expression",
      example: "/api/v1/webhooks/smoke/sync",
      streaming: true,
      timeoutSeconds: app.flowTimeoutSeconds,
    },
  ],
  environment: ({ peers: { database, cache, tables, analytics, engine, worker }, config, secret }) => {
    return {
      NODE_OPTIONS: "--no-node-snapshot",
      OPS_COMPONENT: "app",
      [releaseLabels.openops.app]: config.version,
      [releaseLabels.tables.app]: imageTag("tables", config),
      [releaseLabels.analytics.app]: imageTag("analytics", config),
      ...addressVariables(config).app,
      OPS_TRIGGER_DEFAULT_POLL_INTERVAL: 1,
      OPS_WEBHOOK_TIMEOUT_SECONDS: 30,
      OPS_DB_TYPE: "POSTGRES",
      OPS_POSTGRES_URL: database.own("app").url,
      OPS_OPENOPS_TABLES_API_URL: tables.url,
      OPS_TABLES_TOKEN_LIFETIME_MINUTES: tokenLifetimes.tablesAccessMinutes,
      OPS_JWT_TOKEN_LIFETIME_HOURS: tokenLifetimes.sessionHours,
      OPS_ANALYTICS_ENABLED: analytics !== undefined,
      ...(analytics && {
        OPS_ANALYTICS_PRIVATE_URL: analytics.url,
        OPS_ANALYTICS_ADMIN_PASSWORD: secret("analyticsAdminPassword"),
        // Beside OPS_POSTGRES_URL these feed only the connection of analytics to tables.
        OPS_POSTGRES_PORT: database.port,
        OPS_POSTGRES_USERNAME: tablesReadLogin.role,
        OPS_POSTGRES_PASSWORD: tablesReadLogin.password,
        OPS_OPENOPS_TABLES_DB_HOST: database.host,
        OPS_OPENOPS_TABLES_DATABASE_NAME: database.own("tables").database,
      }),
      OPS_ENGINE_URL: engine && `${engine.url}/execute`,
      OPS_WORKER_URL: worker?.url,
      ...queueSettings(cache.url(cacheDatabasesOf(config).app), config),
      ...executorSettings(config),
      OPS_OPENOPS_ADMIN_EMAIL: config.admin.email,
      OPS_OPENOPS_ADMIN_PASSWORD: secret("adminPassword"),
      OPS_ENCRYPTION_KEY: secret("encryptionKey"),
      OPS_JWT_SECRET: secret("jwtSecret"),
      OPS_EXECUTION_DATA_RETENTION_DAYS: config.services.app.executionDataRetentionDays,
      ...telemetrySettings(config),
    };
  },
});
