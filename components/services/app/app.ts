import { releaseLabels } from "../../values/release-labels";
import { cacheDatabasesOf, tablesReadLogin } from "../../sources/databases";
import { addressVariables } from "../public-address";
import { httpGet, rootWithFewCapabilities } from "../container-plan";
import { defineService } from "../service";
import { appSettings, appSizes } from "./app-settings";
import {
  executorSettings,
  queueSettings,
  telemetryPurpose,
  telemetrySettings,
  tokenLifetimes,
} from "../shared-settings";

const healthPath = "/api/v1/health";

const port = 80;

const health = httpGet(healthPath, port);

/** Where listener.logz.io takes metrics (telemetry/logzio-collector.ts). */
const logzioPort = 8053;

/** The application server: web front end, API, schedules. */
export const app = defineService({
  id: "app",
  name: "openops-app",
  servicePort: port,
  containerPort: port,
  // Answers once migrations and seeds are done; it checks neither database nor cache.
  healthPath,
  probed: true,
  settings: appSettings,
  sizes: appSizes,
  image: { name: "app", repository: "openops/openops-app", tag: "version" },
  runAs: {
    capabilities: rootWithFewCapabilities,
    reason: "its entrypoint writes nginx' configuration as root and binds port 80",
  },
  words: {
    down: "nobody can sign in, and no workflow starts",
    rolling: "requests under way finish, live pages reconnect",
  },
  waitsFor: ["database", "cache", "tables", "analytics"],
  migrates: true,
  keepsTwo: true,
  // The same as the worker, so that both have one connection URL.
  cacheClient: "node-forking",
  calls: ["engine", "worker"],
  internet: {
    ports: [443],
    purposes: [
      telemetryPurpose,
      {
        what: "prompts of the assistant, the number of the newest release",
        host: "raw.githubusercontent.com",
      },
      { what: "the assistant's search in OpenOps' documentation", host: "docs.openops.com" },
      {
        what: "connections that sign in by OAuth, unless you have a proxy of your own",
        host: "oauth.openops.com",
      },
      { what: "the provider of the language model that people choose" },
    ],
  },
  reaches: ({ integrations }) => (integrations.telemetry === "LOGZIO" ? [{ port: logzioPort }] : []),
  routes: ({ flows }) => [
    { path: "/", match: "prefix", streaming: true },
    { path: "/api/socket.io", match: "prefix", upstreamPath: "/socket.io", websocket: true },
    {
      path: "^/api/v1/webhooks/[^/]+/sync$",
      match: "regular-expression",
      example: "/api/v1/webhooks/smoke/sync",
      streaming: true,
      timeoutSeconds: flows.timeoutSeconds,
    },
  ],
  environment: ({ peers, config, settings, flows, tagOf, secret }) => {
    const { database, cache, tables, analytics, engine, worker } = peers;
    return {
      NODE_OPTIONS: "--no-node-snapshot",
      OPS_COMPONENT: "app",
      [releaseLabels.openops.app]: config.version,
      [releaseLabels.tables.app]: tagOf("tables"),
      [releaseLabels.analytics.app]: tagOf("analytics"),
      ...addressVariables(config).app,
      OPS_TRIGGER_DEFAULT_POLL_INTERVAL: 1,
      OPS_WEBHOOK_TIMEOUT_SECONDS: 30,
      OPS_BLOCKS_SYNC_MODE: "NONE",
      OPS_DB_TYPE: "POSTGRES",
      OPS_POSTGRES_URL: database.own("app").url,
      OPS_OPENOPS_TABLES_API_URL: tables.url,
      OPS_TABLES_TOKEN_LIFETIME_MINUTES: tokenLifetimes.tablesAccessMinutes,
      OPS_JWT_TOKEN_LIFETIME_HOURS: tokenLifetimes.sessionHours,
      OPS_ANALYTICS_ENABLED: analytics.installed,
      ...(analytics.installed && {
        OPS_ANALYTICS_PRIVATE_URL: analytics.url,
        OPS_ANALYTICS_ADMIN_PASSWORD: secret("analyticsAdminPassword"),
        // Beside OPS_POSTGRES_URL these feed only the connection of analytics to tables.
        OPS_POSTGRES_PORT: database.port,
        OPS_POSTGRES_USERNAME: tablesReadLogin.role,
        OPS_POSTGRES_PASSWORD: tablesReadLogin.password,
        OPS_OPENOPS_TABLES_DB_HOST: database.host,
        OPS_OPENOPS_TABLES_DATABASE_NAME: database.own("tables").database,
      }),
      OPS_ENGINE_URL: engine.installed ? `${engine.url}/execute` : undefined,
      OPS_WORKER_URL: worker.installed ? worker.url : undefined,
      ...queueSettings(cache.url(cacheDatabasesOf(config).app), config),
      ...executorSettings(config, flows),
      OPS_OPENOPS_ADMIN_EMAIL: config.admin.email,
      OPS_OPENOPS_ADMIN_PASSWORD: secret("adminPassword"),
      OPS_ENCRYPTION_KEY: secret("encryptionKey"),
      OPS_JWT_SECRET: secret("jwtSecret"),
      OPS_EXECUTION_DATA_RETENTION_DAYS: settings.executionDataRetentionDays,
      ...telemetrySettings(config),
    };
  },
  container: () => ({
    // It listens only after migrations and the seeding of tables and dashboards: up to 15 minutes.
    startupProbe: {
      ...health,
      initialDelaySeconds: 10,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 90,
    },
    readinessProbe: { ...health, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 },
    livenessProbe: { ...health, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3 },
    // The first process is a shell that hands no signal on, so every stop would last the whole
    // grace period. The sleep lets load balancers notice that the pod is leaving.
    preStop: ["sh", "-c", "sleep 5; kill -TERM $(pidof node)"],
  }),
});
