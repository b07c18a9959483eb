import { cacheDatabasesOf } from "../../sources/databases";
import { httpGet } from "../container-plan";
import { defineService } from "../service";
import { libpqSettings } from "../shared-settings";
import { analyticsSettings, analyticsSizes } from "./analytics-settings";
import { supersetConfigSource } from "./superset-config";

/** Where the container finds the Python configuration that adds Redis' password. */
export const supersetConfig = {
  folder: "/etc/openops/superset",
  file: "superset_config_openops.py",
} as const;

const port = 8088;

const healthPath = "/health";

const health = httpGet(healthPath, port);

/** Analytics (Superset). */
export const analytics = defineService({
  id: "analytics",
  name: "openops-analytics",
  servicePort: port,
  containerPort: port,
  healthPath,
  probed: true,
  settings: analyticsSettings,
  sizes: analyticsSizes,
  image: { name: "analytics", repository: "openops/openops-analytics", tag: "published-with" },
  runAs: { user: 1000 },
  words: {
    down: "dashboards cannot be opened",
    rolling: "requests under way finish",
  },
  isPartOf: (_config, { enabled }) => enabled,
  waitsFor: ["database", "cache"],
  migrates: true,
  cacheClient: "python",
  routes: () => [{ path: "/openops-analytics", match: "prefix" }],
  environment: ({ peers: { database, cache }, config, secret }) => {
    const own = database.own("analytics");
    return {
      ADMIN_PASSWORD: secret("analyticsAdminPassword"),
      POWERUSER_PASSWORD: secret("analyticsPoweruserPassword"),
      SUPERSET_SECRET_KEY: secret("analyticsSecretKey"),
      SUPERSET_FEATURE_ALLOW_ADHOC_SUBQUERY: true,
      GUNICORN_LOGLEVEL: "info",
      DATABASE_DIALECT: "postgresql",
      DATABASE_HOST: database.host,
      DATABASE_HOST_ALT: database.host,
      DATABASE_PORT: database.port,
      DATABASE_DB: own.database,
      DATABASE_USER: own.role,
      DATABASE_PASSWORD: own.password,
      ...libpqSettings(database),
      REDIS_HOST: cache.host,
      REDIS_PORT: cache.port,
      REDIS_CELERY_DB: cacheDatabasesOf(config).analytics,
      REDIS_RESULTS_DB: cacheDatabasesOf(config).analytics,
      // Superset has no variable for Redis' password; the configuration file reads this one.
      SUPERSET_CONFIG_PATH: `${supersetConfig.folder}/${supersetConfig.file}`,
      OPENOPS_ANALYTICS_REDIS_URL: cache.url(cacheDatabasesOf(config).analytics),
    };
  },
  container: () => ({
    startupProbe: {
      ...health,
      initialDelaySeconds: 10,
      periodSeconds: 10,
      timeoutSeconds: 5,
      failureThreshold: 30,
    },
    readinessProbe: {
      ...health,
      initialDelaySeconds: 30,
      periodSeconds: 20,
      timeoutSeconds: 8,
      failureThreshold: 10,
    },
    livenessProbe: {
      ...health,
      initialDelaySeconds: 60,
      periodSeconds: 20,
      timeoutSeconds: 8,
      failureThreshold: 10,
    },
    volumes: [
      {
        kind: "files",
        name: "superset-config",
        mountPath: supersetConfig.folder,
        files: { [supersetConfig.file]: supersetConfigSource },
      },
    ],
  }),
});
