import { planOf } from "../support/configuration";
import { environmentOf } from "../support/environment";

const executor = {
  OPS_BLOCKS_SOURCE: "FILE",
  OPS_BLOCKS_SYNC_MODE: "NONE",
  OPS_EXECUTION_MODE: "SANDBOX_CODE_ONLY",
  OPS_CODE_BLOCK_MEMORY_LIMIT_IN_MB: "256",
  OPS_FLOW_TIMEOUT_SECONDS: "600",
  OPS_ENABLE_HOST_VALIDATION: "true",
  OPS_AWS_ENABLE_IMPLICIT_ROLE: "false",
  OPS_QUEUE_MODE: "REDIS",
  OPS_LOG_LEVEL: "info",
  OPS_LOG_PRETTY: "false",
  OPS_LOG_REDACTION: "true",
};

describe("the environment of", () => {
  test("the app", () => {
    expect(environmentOf("app")).toEqual({
      plain: {
        ...executor,
        NODE_OPTIONS: "--no-node-snapshot",
        OPS_COMPONENT: "app",
        OPS_VERSION: "0.6.25",
        OPS_OPENOPS_TABLES_VERSION: "0.2.19",
        OPS_ANALYTICS_VERSION: "0.14.7",
        OPS_ENVIRONMENT_NAME: "dev",
        OPS_PUBLIC_URL: "http://localhost:8080",
        OPS_FRONTEND_URL: "http://localhost:8080",
        OPS_OPENOPS_TABLES_PUBLIC_URL: "http://localhost:8080",
        OPS_ANALYTICS_PUBLIC_URL: "http://localhost:8080",
        OPS_TRIGGER_DEFAULT_POLL_INTERVAL: "1",
        OPS_WEBHOOK_TIMEOUT_SECONDS: "30",
        OPS_DB_TYPE: "POSTGRES",
        OPS_POSTGRES_PORT: "5432",
        OPS_POSTGRES_USERNAME: "openops_tables_ro",
        OPS_OPENOPS_TABLES_DB_HOST: "PGH",
        OPS_OPENOPS_TABLES_DATABASE_NAME: "tables",
        OPS_OPENOPS_TABLES_API_URL: "http://openops-tables",
        OPS_TABLES_TOKEN_LIFETIME_MINUTES: "60",
        OPS_JWT_TOKEN_LIFETIME_HOURS: "168",
        OPS_MAX_CONCURRENT_TABLES_REQUESTS: "100",
        OPS_ANALYTICS_ENABLED: "true",
        OPS_ANALYTICS_PRIVATE_URL: "http://openops-analytics:8088",
        OPS_ENGINE_URL: "http://openops-engine:3005/execute",
        OPS_OPENOPS_ADMIN_EMAIL: "admin@openops.com",
        OPS_EXECUTION_DATA_RETENTION_DAYS: "30",
        OPS_REQUEST_BODY_LIMIT: "10",
        OPS_CLIENT_REAL_IP_HEADER: "x-real-ip",
        OPS_TELEMETRY_MODE: "COLLECTOR",
        OPS_TELEMETRY_COLLECTOR_URL: "https://telemetry.openops.com/save",
        OPS_SLACK_ENABLE_INTERACTIONS: "true",
      },
      secret: {
        OPS_POSTGRES_URL: "postgresql://openops_app:<postgresAppPassword>@PGH:5432/openops",
        OPS_POSTGRES_PASSWORD: "<postgresTablesReadPassword>",
        OPS_ANALYTICS_ADMIN_PASSWORD: "<analyticsAdminPassword>",
        OPS_REDIS_URL: "redis://:<redisPassword>@RH:6379/0",
        OPS_OPENOPS_ADMIN_PASSWORD: "<adminPassword>",
        OPS_ENCRYPTION_KEY: "<encryptionKey>",
        OPS_JWT_SECRET: "<jwtSecret>",
      },
    });
  });

  test("the app without analytics names none of its variables", () => {
    const { plain, secret } = environmentOf("app", { services: { analytics: { enabled: false } } }) ?? {};

    expect(plain?.OPS_ANALYTICS_ENABLED).toBe("false");
    expect(
      Object.keys({ ...plain, ...secret }).filter((name) =>
        /ANALYTICS_(PRIVATE|ADMIN)|POSTGRES_(PORT|USER|PASS)|TABLES_D/.test(name),
      ),
    ).toEqual([]);
  });

  test("the app with a worker names the worker and no engine", () => {
    const { plain } = environmentOf("app", { execution: "worker" }) ?? {};

    expect([plain?.OPS_WORKER_URL, plain?.OPS_ENGINE_URL]).toEqual(["http://openops-worker:3000", undefined]);
  });

  test("the engine, which gets no database, no sign-in and no JWT secret", () => {
    expect(environmentOf("engine")).toEqual({
      plain: {
        ...executor,
        OPS_COMPONENT: "engine",
        OPS_VERSION: "0.6.25",
        OPS_BASE_CODE_DIRECTORY: "/tmp/codes",
        OPS_SERVER_API_URL: "http://openops-app/api/",
        OPS_FRONTEND_URL: "http://localhost:8080",
        OPS_OPENOPS_ADMIN_EMAIL: "admin@openops.com",
        OPS_OPENOPS_TABLES_API_URL: "http://openops-tables",
      },
      secret: {
        OPS_REDIS_URL: "redis://:<redisPassword>@RH:6379/0",
        OPS_ENCRYPTION_KEY: "<encryptionKey>",
      },
    });
  });

  test("the worker, which signs its own token", () => {
    expect(environmentOf("worker", { execution: "worker" })).toEqual({
      plain: {
        ...executor,
        OPS_COMPONENT: "worker",
        OPS_VERSION: "0.6.25",
        OPS_BASE_CODE_DIRECTORY: "/tmp/codes",
        OPS_SERVER_API_URL: "http://openops-app/api/",
        OPS_FRONTEND_URL: "http://localhost:8080",
        OPS_OPENOPS_ADMIN_EMAIL: "admin@openops.com",
        OPS_OPENOPS_TABLES_API_URL: "http://openops-tables",
        OPS_FLOW_WORKER_CONCURRENCY: "1",
        OPS_SCHEDULED_WORKER_CONCURRENCY: "1",
        OPS_ENGINE_POOL_MIN_SIZE: "1",
        OPS_ENGINE_POOL_MAX_SIZE: "2",
        OPS_ENGINE_COLD_FORK_CONCURRENCY: "2",
        OPS_ENGINE_MEMORY_LIMIT_MB: "384",
      },
      secret: {
        OPS_REDIS_URL: "redis://:<redisPassword>@RH:6379/0",
        OPS_ENCRYPTION_KEY: "<encryptionKey>",
        OPS_JWT_SECRET: "<jwtSecret>",
      },
    });
  });

  test("tables", () => {
    expect(environmentOf("tables")).toEqual({
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
        DATABASE_HOST: "PGH",
        DATABASE_PORT: "5432",
        DATABASE_NAME: "tables",
        DATABASE_USER: "openops_tables",
      },
      secret: {
        BASEROW_ADMIN_PASSWORD: "<adminPassword>",
        BASEROW_JWT_SIGNING_KEY: "<tablesJwtKey>",
        SECRET_KEY: "<tablesSecretKey>",
        DATABASE_PASSWORD: "<postgresTablesPassword>",
        REDIS_URL: "redis://:<redisPassword>@RH:6379/1",
      },
    });
  });

  test("analytics", () => {
    expect(environmentOf("analytics")).toEqual({
      plain: {
        SUPERSET_FEATURE_ALLOW_ADHOC_SUBQUERY: "true",
        GUNICORN_LOGLEVEL: "info",
        DATABASE_DIALECT: "postgresql",
        DATABASE_HOST: "PGH",
        DATABASE_HOST_ALT: "PGH",
        DATABASE_PORT: "5432",
        DATABASE_DB: "analytics",
        DATABASE_USER: "openops_analytics",
        REDIS_HOST: "RH",
        REDIS_PORT: "6379",
        REDIS_CELERY_DB: "2",
        REDIS_RESULTS_DB: "2",
        SUPERSET_CONFIG_PATH: "/etc/openops/superset/superset_config_openops.py",
      },
      secret: {
        ADMIN_PASSWORD: "<analyticsAdminPassword>",
        POWERUSER_PASSWORD: "<analyticsPoweruserPassword>",
        SUPERSET_SECRET_KEY: "<analyticsSecretKey>",
        DATABASE_PASSWORD: "<postgresAnalyticsPassword>",
        OPENOPS_ANALYTICS_REDIS_URL: "redis://:<redisPassword>@RH:6379/2",
      },
    });
  });

  test("the gateway is empty", () => {
    expect(environmentOf("gateway")).toEqual({ plain: {}, secret: {} });
  });

  test("a service takes additional variables in clear and users' own secrets", () => {
    const { plain, secret } =
      environmentOf(
        "engine",
        { services: { engine: { env: { HTTP_PROXY: "http://proxy:3128" } } } },
        { extraSecrets: { engine: ["API_TOKEN"] } },
      ) ?? {};

    expect(plain?.HTTP_PROXY).toBe("http://proxy:3128");
    expect(secret?.API_TOKEN).toBe("<extra API_TOKEN>");
  });
});

describe("with TLS to the stores in the cluster,", () => {
  const tls = { database: { tls: { kind: "generated" } }, cache: { tls: { kind: "generated" } } };
  const proxied = "redis://:<redisPassword>@127.0.0.1:6379/0";
  const databaseFile = "/etc/openops/ca/postgres.pem";
  const python = "ssl_cert_reqs=required&ssl_ca_certs=/etc/openops/ca/redis.pem&ssl_check_hostname=true";

  test("the app verifies Postgres by its URL, and reaches Redis through the proxy of its pod", () => {
    const { plain, secret } = environmentOf("app", tls) ?? {};

    expect(secret?.OPS_POSTGRES_URL).toBe(
      `postgresql://openops_app:<postgresAppPassword>@PGH:5432/openops?sslmode=verify-full&sslrootcert=${databaseFile}`,
    );
    expect(secret?.OPS_REDIS_URL).toBe(proxied);
    expect(Object.keys({ ...plain, ...secret }).filter((name) => /SSL|NODE_EXTRA/.test(name))).toEqual([]);
  });

  test("the worker reaches Redis through the proxy, because its children trust public authorities only", () => {
    expect(environmentOf("worker", { ...tls, execution: "worker" })?.secret.OPS_REDIS_URL).toBe(proxied);
  });

  test("the engine trusts the authority of Redis by a file", () => {
    const { plain, secret } = environmentOf("engine", tls) ?? {};

    expect(secret?.OPS_REDIS_URL).toBe("rediss://:<redisPassword>@RH:6379/0");
    expect(plain?.NODE_EXTRA_CA_CERTS).toBe("/etc/openops/ca/redis.pem");
  });

  test("tables verifies both, the check at its start included", () => {
    const { plain, secret } = environmentOf("tables", tls) ?? {};

    expect(plain?.DATABASE_OPTIONS).toBe(`{"sslmode":"verify-full","sslrootcert":"${databaseFile}"}`);
    expect([plain?.PGSSLMODE, plain?.PGSSLROOTCERT]).toEqual(["verify-full", databaseFile]);
    expect(secret?.REDIS_URL).toBe(`rediss://:<redisPassword>@RH:6379/1?${python}`);
  });

  test("analytics verifies both", () => {
    const { plain, secret } = environmentOf("analytics", tls) ?? {};

    expect([plain?.PGSSLMODE, plain?.PGSSLROOTCERT]).toEqual(["verify-full", databaseFile]);
    expect(secret?.OPENOPS_ANALYTICS_REDIS_URL).toBe(`rediss://:<redisPassword>@RH:6379/2?${python}`);
  });
});

test("no service has an empty variable, which OpenOps would take as set", () => {
  for (const execution of ["engine", "worker"]) {
    const texts = planOf({ execution }).services.flatMap(({ variables, secretVariables }) =>
      Object.values({ ...variables, ...secretVariables }),
    );

    expect(texts.filter(({ parts }) => parts.length === 0)).toEqual([]);
  }
});
