/** What the app and what runs flows are told alike. */
const executor = {
  OPS_ENVIRONMENT_NAME: "dev",
  OPS_BLOCKS_SOURCE: "FILE",
  OPS_FLOW_TIMEOUT_SECONDS: "600",
  OPS_AWS_ENABLE_IMPLICIT_ROLE: "false",
  OPS_QUEUE_MODE: "REDIS",
  OPS_LOG_LEVEL: "info",
  OPS_LOG_PRETTY: "false",
  OPS_LOG_REDACTION: "true",
  OPS_REQUEST_BODY_LIMIT: "10",
  OPS_MAX_CONCURRENT_TABLES_REQUESTS: "100",
  OPS_CLIENT_REAL_IP_HEADER: "x-real-ip",
  OPS_SLACK_ENABLE_INTERACTIONS: "true",
};

/** What only the processes that run flows read. */
const runner = {
  OPS_EXECUTION_MODE: "SANDBOX_CODE_ONLY",
  NPM_CONFIG_YES: "false",
  OPS_CODE_BLOCK_MEMORY_LIMIT_IN_MB: "256",
  OPS_ENABLE_HOST_VALIDATION: "true",
};

const telemetry = {
  OPS_TELEMETRY_MODE: "COLLECTOR",
  OPS_TELEMETRY_COLLECTOR_URL: "https://telemetry.openops.com/save",
};

/** The same address as people and what runs flows have it. */
const address = {
  OPS_FRONTEND_URL: "http://localhost:8080",
  OPS_INTERNAL_BACKEND_PUBLIC_URL: "http://localhost:8080/api/",
};

/** Every variable of every service, apart from what depends on where Postgres and Redis come from. */
export const storeless = {
  app: {
    plain: {
      ...executor,
      NODE_OPTIONS: "--no-node-snapshot",
      OPS_COMPONENT: "app",
      OPS_VERSION: "0.6.25",
      OPS_OPENOPS_TABLES_VERSION: "0.2.19",
      OPS_ANALYTICS_VERSION: "0.14.7",
      OPS_FRONTEND_URL: "http://localhost",
      OPS_INTERNAL_BACKEND_PUBLIC_URL: "http://localhost:8080/api/",
      OPS_ALLOWED_DOMAINS: "http://localhost:8080",
      OPS_OPENOPS_TABLES_PUBLIC_URL: "http://localhost:8080",
      OPS_ANALYTICS_PUBLIC_URL: "http://localhost:8080",
      OPS_TRIGGER_DEFAULT_POLL_INTERVAL: "1",
      OPS_WEBHOOK_TIMEOUT_SECONDS: "30",
      OPS_BLOCKS_SYNC_MODE: "NONE",
      OPS_DB_TYPE: "POSTGRES",
      OPS_POSTGRES_USERNAME: "openops_tables_ro",
      OPS_OPENOPS_TABLES_DATABASE_NAME: "tables",
      OPS_OPENOPS_TABLES_API_URL: "http://openops-tables",
      OPS_TABLES_TOKEN_LIFETIME_MINUTES: "60",
      OPS_JWT_TOKEN_LIFETIME_HOURS: "168",
      OPS_ANALYTICS_ENABLED: "true",
      OPS_ANALYTICS_PRIVATE_URL: "http://openops-analytics:8088",
      OPS_ENGINE_URL: "http://openops-engine:3005/execute",
      OPS_OPENOPS_ADMIN_EMAIL: "admin@openops.com",
      OPS_EXECUTION_DATA_RETENTION_DAYS: "30",
      ...telemetry,
    },
    secret: {
      OPS_POSTGRES_PASSWORD: "<postgresTablesReadPassword>",
      OPS_ANALYTICS_ADMIN_PASSWORD: "<analyticsAdminPassword>",
      OPS_OPENOPS_ADMIN_PASSWORD: "<adminPassword>",
      OPS_ENCRYPTION_KEY: "<encryptionKey>",
      OPS_JWT_SECRET: "<jwtSecret>",
    },
  },
  engine: {
    plain: {
      ...executor,
      ...runner,
      ...address,
      OPS_COMPONENT: "engine",
      OPS_VERSION: "0.6.25",
      OPS_BASE_CODE_DIRECTORY: "/tmp/codes",
      OPS_SERVER_API_URL: "http://openops-app/api/",
      OPS_OPENOPS_TABLES_API_URL: "http://openops-tables",
    },
    secret: {
      OPS_ENCRYPTION_KEY: "<encryptionKey>",
    },
  },
  worker: {
    plain: {
      ...executor,
      ...runner,
      ...address,
      ...telemetry,
      OPS_COMPONENT: "worker",
      OPS_VERSION: "0.7.0",
      OPS_BASE_CODE_DIRECTORY: "/tmp/codes",
      OPS_SERVER_API_URL: "http://openops-app/api/",
      OPS_OPENOPS_ADMIN_EMAIL: "admin@openops.com",
      OPS_OPENOPS_TABLES_API_URL: "http://openops-tables",
      OPS_FLOW_WORKER_CONCURRENCY: "1",
      OPS_SCHEDULED_WORKER_CONCURRENCY: "1",
      OPS_ENGINE_POOL_MIN_SIZE: "1",
      OPS_ENGINE_POOL_MAX_SIZE: "2",
      OPS_ENGINE_COLD_FORK_CONCURRENCY: "1",
      OPS_ENGINE_MEMORY_LIMIT_MB: "384",
    },
    secret: {
      OPS_ENCRYPTION_KEY: "<encryptionKey>",
      OPS_JWT_SECRET: "<jwtSecret>",
    },
  },
  tables: {
    plain: {
      BASEROW_PUBLIC_URL: "http://localhost:8080",
      BASEROW_PRIVATE_URL: "http://openops-tables",
      BASEROW_EXTRA_ALLOWED_HOSTS: "*",
      BASEROW_ADMIN_USERNAME: "admin@openops.com",
      BASEROW_REFRESH_TOKEN_LIFETIME_HOURS: "168",
      BASEROW_ACCESS_TOKEN_LIFETIME_MINUTES: "60",
      SYNC_TEMPLATES_ON_STARTUP: "false",
      MIGRATE_ON_STARTUP: "true",
      DISABLE_VOLUME_CHECK: "yes",
      BASEROW_POSTGRES_STARTUP_CHECK_ATTEMPTS: "60",
      DATABASE_NAME: "tables",
      DATABASE_USER: "openops_tables",
    },
    secret: {
      BASEROW_ADMIN_PASSWORD: "<adminPassword>",
      BASEROW_JWT_SIGNING_KEY: "<tablesJwtKey>",
      SECRET_KEY: "<tablesSecretKey>",
      DATABASE_PASSWORD: "<postgresTablesPassword>",
    },
  },
  analytics: {
    plain: {
      SUPERSET_FEATURE_ALLOW_ADHOC_SUBQUERY: "true",
      GUNICORN_LOGLEVEL: "info",
      DATABASE_DIALECT: "postgresql",
      DATABASE_DB: "analytics",
      DATABASE_USER: "openops_analytics",
      SUPERSET_CONFIG_PATH: "/etc/openops/superset/superset_config_openops.py",
    },
    secret: {
      ADMIN_PASSWORD: "<analyticsAdminPassword>",
      POWERUSER_PASSWORD: "<analyticsPoweruserPassword>",
      SUPERSET_SECRET_KEY: "<analyticsSecretKey>",
      DATABASE_PASSWORD: "<postgresAnalyticsPassword>",
    },
  },
} as const;
