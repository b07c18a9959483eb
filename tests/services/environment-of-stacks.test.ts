import type { RawMap } from "../../components/config/layers";
import { releaseWithWorkers } from "../support/docs/releases";
import { environmentOf } from "../support/environment";
import { storeless } from "../support/storeless-environment";

const serviceIds = ["app", "engine", "worker", "tables", "analytics"] as const;

type Id = (typeof serviceIds)[number];

/** Variables by service; undefined takes one away. */
type Changes = Readonly<Partial<Record<Id, Readonly<Record<string, string | undefined>>>>>;

interface Expected {
  readonly name: string;
  readonly values: RawMap;
  /** The services that a stack is without. */
  readonly without: readonly Id[];
  readonly plain: Changes;
  readonly secret: Changes;
}

const databaseFile = "/etc/openops/ca/postgres.pem";
const python = "ssl_cert_reqs=required&ssl_ca_certs=/etc/openops/ca/redis.pem&ssl_check_hostname=true";
const ownDatabase = "postgresql://openops_app:<postgresAppPassword>@PGH:5432/openops";

/** What depends on Postgres and Redis, which are in the cluster and speak in clear. */
const inClear = {
  plain: {
    app: { OPS_POSTGRES_PORT: "5432", OPS_OPENOPS_TABLES_DB_HOST: "PGH" },
    tables: { DATABASE_HOST: "PGH", DATABASE_PORT: "5432" },
    analytics: {
      ...{ DATABASE_HOST: "PGH", DATABASE_HOST_ALT: "PGH", DATABASE_PORT: "5432" },
      ...{ REDIS_HOST: "RH", REDIS_PORT: "6379", REDIS_CELERY_DB: "2", REDIS_RESULTS_DB: "2" },
    },
  },
  secret: {
    app: { OPS_POSTGRES_URL: ownDatabase, OPS_REDIS_URL: "redis://:<redisPassword>@RH:6379/0" },
    engine: { OPS_REDIS_URL: "redis://:<redisPassword>@RH:6379/0" },
    worker: { OPS_REDIS_URL: "redis://:<redisPassword>@RH:6379/0" },
    tables: { REDIS_URL: "redis://:<redisPassword>@RH:6379/1" },
    analytics: { OPENOPS_ANALYTICS_REDIS_URL: "redis://:<redisPassword>@RH:6379/2" },
  },
};

const libpq = { PGSSLMODE: "verify-full", PGSSLROOTCERT: databaseFile };

/** What the presets above dev change of it. */
const withTls = {
  plain: {
    engine: { NODE_EXTRA_CA_CERTS: "/etc/openops/ca/redis.pem" },
    tables: {
      ...libpq,
      DATABASE_OPTIONS: `{"sslmode":"verify-full","sslrootcert":"${databaseFile}"}`,
    },
    analytics: libpq,
  },
  secret: {
    app: {
      OPS_POSTGRES_URL: `${ownDatabase}?sslmode=verify-full&sslrootcert=${databaseFile}`,
      OPS_REDIS_URL: "redis://:<redisPassword>@127.0.0.1:6379/0",
    },
    engine: { OPS_REDIS_URL: "rediss://:<redisPassword>@RH:6379/0" },
    worker: { OPS_REDIS_URL: "redis://:<redisPassword>@127.0.0.1:6379/0" },
    tables: { REDIS_URL: `rediss://:<redisPassword>@RH:6379/1?${python}` },
    analytics: { OPENOPS_ANALYTICS_REDIS_URL: `rediss://:<redisPassword>@RH:6379/2?${python}` },
  },
};

const https = "https://openops.example.com";

const withoutAnalytics = {
  plain: {
    app: {
      OPS_ANALYTICS_ENABLED: "false",
      ...{ OPS_ANALYTICS_PRIVATE_URL: undefined, OPS_POSTGRES_PORT: undefined },
      ...{ OPS_POSTGRES_USERNAME: undefined, OPS_OPENOPS_TABLES_DB_HOST: undefined },
      OPS_OPENOPS_TABLES_DATABASE_NAME: undefined,
    },
  },
  secret: { app: { OPS_ANALYTICS_ADMIN_PASSWORD: undefined, OPS_POSTGRES_PASSWORD: undefined } },
};

const runsWorkers = {
  OPS_ENGINE_URL: undefined,
  OPS_WORKER_URL: "http://openops-worker:3000",
  ...{ OPS_VERSION: "0.7.0", OPS_OPENOPS_TABLES_VERSION: "0.3.0", OPS_ANALYTICS_VERSION: "0.15.0" },
};

const inCi = { OPS_ENVIRONMENT_NAME: "ci" };

const silent = { OPS_TELEMETRY_MODE: "DISABLED", OPS_TELEMETRY_COLLECTOR_URL: undefined };

const stacks: readonly Expected[] = [
  { name: "dev", values: {}, without: ["worker"], plain: {}, secret: {} },
  {
    name: "ci, with TLS to the stores",
    values: { preset: "ci" },
    without: ["worker"],
    plain: {
      ...withTls.plain,
      app: { ...inCi, ...silent },
      engine: { ...withTls.plain.engine, ...inCi },
    },
    secret: withTls.secret,
  },
  {
    name: "workers",
    values: releaseWithWorkers,
    without: ["engine"],
    plain: { app: runsWorkers },
    secret: {},
  },
  {
    name: "ci with workers",
    values: { preset: "ci", ...releaseWithWorkers },
    without: ["engine"],
    plain: {
      ...withTls.plain,
      app: { ...runsWorkers, ...inCi, ...silent },
      worker: {
        ...inCi,
        ...silent,
        OPS_ENGINE_POOL_MAX_SIZE: "1",
        OPS_ENGINE_MEMORY_LIMIT_MB: "256",
      },
    },
    secret: withTls.secret,
  },
  {
    name: "analytics off",
    values: { services: { analytics: { enabled: false } } },
    without: ["worker", "analytics"],
    ...withoutAnalytics,
  },
  {
    name: "an https address",
    values: { publicUrl: https },
    without: ["worker"],
    plain: {
      app: {
        ...{ OPS_FRONTEND_URL: https, OPS_OPENOPS_TABLES_PUBLIC_URL: https },
        OPS_ANALYTICS_PUBLIC_URL: https,
        ...{ OPS_INTERNAL_BACKEND_PUBLIC_URL: undefined, OPS_ALLOWED_DOMAINS: undefined },
      },
      engine: { OPS_FRONTEND_URL: https, OPS_INTERNAL_BACKEND_PUBLIC_URL: undefined },
      tables: { BASEROW_PUBLIC_URL: https },
    },
    secret: {},
  },
  {
    name: "TLS to the stores",
    values: { database: { tls: { kind: "generated" } }, cache: { tls: { kind: "generated" } } },
    without: ["worker"],
    ...withTls,
  },
];

describe.each(stacks)("the whole environment in a stack with $name", ({ values, without, plain, secret }) => {
  test.each(serviceIds)("of %s is exactly this", (id) => {
    const stores: Readonly<Record<"plain" | "secret", Changes>> = inClear;
    const expected = {
      plain: { ...storeless[id].plain, ...stores.plain[id], ...plain[id] },
      secret: { ...storeless[id].secret, ...stores.secret[id], ...secret[id] },
    };

    expect(environmentOf(id, values)).toEqual(without.includes(id) ? undefined : expected);
  });
});
