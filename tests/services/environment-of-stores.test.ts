import { lookedUp } from "../support/sources/looked-up-clusters";
import { environmentOf } from "../support/environment";
import { storeless } from "../support/storeless-environment";
import { releaseWithWorkers } from "../support/docs/releases";

const databaseFile = "/etc/openops/ca/postgres.pem";
const cacheFile = "/etc/openops/ca/redis.pem";
const app = "postgresql://openops_app:<postgresAppPassword>@PGH:5432/openops";
const fully = `sslmode=verify-full&sslrootcert=${databaseFile}`;
const python = `ssl_cert_reqs=required&ssl_ca_certs=${cacheFile}`;
const named = `${python}&ssl_check_hostname=true`;

const stores = (kind: string) => ({ database: { kind }, cache: { kind } });
const addresses = ["10.20.0.0/24"];

/** Memorystore has certificates for addresses, which Node.js never accepts: its clients go through the proxy. */
const memorystore = {
  app: "redis://:<password of the cache>@127.0.0.1:6379/0",
  engine: "redis://:<password of the cache>@127.0.0.1:6379/0",
  engineTrusts: undefined,
  worker: "redis://:<password of the cache>@127.0.0.1:6379/0",
  tables: `rediss://:<password of the cache>@RH:6378/1?${python}`,
  analytics: `rediss://:<password of the cache>@RH:6378/2?${python}`,
  port: "6378",
  database: "2",
};

/** One row for each place that Postgres and Redis come from, as every client has to be told of it. */
const places = [
  {
    name: "in-cluster with TLS",
    config: { database: { tls: { kind: "generated" } }, cache: { tls: { kind: "generated" } } },
    postgres: { url: `${app}?${fully}`, mode: "verify-full" },
    redis: {
      app: "redis://:<redisPassword>@127.0.0.1:6379/0",
      engine: "rediss://:<redisPassword>@RH:6379/0",
      engineTrusts: cacheFile,
      worker: "redis://:<redisPassword>@127.0.0.1:6379/0",
      tables: `rediss://:<redisPassword>@RH:6379/1?${named}`,
      analytics: `rediss://:<redisPassword>@RH:6379/2?${named}`,
      port: "6379",
      database: "2",
    },
  },
  {
    name: "aws",
    config: { ...stores("aws"), ...lookedUp.aws },
    postgres: { url: `${app}?${fully}`, mode: "verify-full" },
    redis: {
      app: "rediss://:<redisPassword>@RH:6379/0",
      engine: "rediss://:<redisPassword>@RH:6379/0",
      engineTrusts: undefined,
      worker: "rediss://:<redisPassword>@RH:6379/0",
      tables: `rediss://:<redisPassword>@RH:6379/1?${named}`,
      analytics: `rediss://:<redisPassword>@RH:6379/2?${named}`,
      port: "6379",
      database: "2",
    },
  },
  {
    name: "gcp",
    config: { ...stores("gcp"), ...lookedUp.gcp },
    postgres: { url: `${app}?${fully}`, mode: "verify-full" },
    redis: memorystore,
  },
  {
    name: "gcp with certificates of the instance's own",
    config: {
      database: { kind: "gcp", certificate: "instance" },
      cache: { kind: "gcp" },
      ...lookedUp.gcp,
    },
    postgres: {
      url: `${app}?uselibpqcompat=true&sslmode=verify-ca&sslrootcert=${databaseFile}`,
      mode: "verify-ca",
    },
    redis: memorystore,
  },
  {
    name: "azure",
    config: { ...stores("azure"), ...lookedUp.azure },
    postgres: { url: `${app}?${fully}`, mode: "verify-full" },
    redis: {
      app: "rediss://:<password of the cache>@RH:10000/0",
      engine: "rediss://:<password of the cache>@RH:10000/0",
      engineTrusts: undefined,
      worker: "rediss://:<password of the cache>@RH:10000/0",
      tables: `rediss://:<password of the cache>@RH:10000/0?${named}`,
      analytics: `rediss://:<password of the cache>@RH:10000/0?${named}`,
      port: "10000",
      database: "0",
    },
  },
  {
    name: "external",
    config: {
      postgresPassword: "the-admin-password",
      redisPassword: "the-redis-password",
      database: { kind: "external", host: "db.example.com", addresses },
      cache: { kind: "external", host: "redis.example.com", addresses },
    },
    postgres: { url: `${app}?${fully}`, mode: "verify-full" },
    redis: {
      app: "rediss://:<redisPassword>@RH:6379/0",
      engine: "rediss://:<redisPassword>@RH:6379/0",
      engineTrusts: undefined,
      worker: "rediss://:<redisPassword>@RH:6379/0",
      tables: `rediss://:<redisPassword>@RH:6379/1?${named}`,
      analytics: `rediss://:<redisPassword>@RH:6379/2?${named}`,
      port: "6379",
      database: "2",
    },
  },
] as const;

describe.each(places)("with Postgres and Redis of the kind $name, the whole environment of", (place) => {
  const { config, postgres, redis } = place;
  const libpq = { PGSSLMODE: postgres.mode, PGSSLROOTCERT: databaseFile };

  test("the app", () => {
    expect(environmentOf("app", config)).toEqual({
      plain: { ...storeless.app.plain, OPS_POSTGRES_PORT: "5432", OPS_OPENOPS_TABLES_DB_HOST: "PGH" },
      secret: { ...storeless.app.secret, OPS_POSTGRES_URL: postgres.url, OPS_REDIS_URL: redis.app },
    });
  });

  test("the engine", () => {
    const { engineTrusts } = redis;

    expect(environmentOf("engine", config)).toEqual({
      plain: {
        ...storeless.engine.plain,
        ...(engineTrusts === undefined ? {} : { NODE_EXTRA_CA_CERTS: engineTrusts }),
      },
      secret: { ...storeless.engine.secret, OPS_REDIS_URL: redis.engine },
    });
  });

  test("the worker", () => {
    expect(environmentOf("worker", { ...config, ...releaseWithWorkers })).toEqual({
      plain: storeless.worker.plain,
      secret: { ...storeless.worker.secret, OPS_REDIS_URL: redis.worker },
    });
  });

  test("tables", () => {
    expect(environmentOf("tables", config)).toEqual({
      plain: {
        ...storeless.tables.plain,
        ...libpq,
        DATABASE_HOST: "PGH",
        DATABASE_PORT: "5432",
        DATABASE_OPTIONS: `{"sslmode":"${postgres.mode}","sslrootcert":"${databaseFile}"}`,
      },
      secret: { ...storeless.tables.secret, REDIS_URL: redis.tables },
    });
  });

  test("analytics", () => {
    expect(environmentOf("analytics", config)).toEqual({
      plain: {
        ...storeless.analytics.plain,
        ...libpq,
        DATABASE_HOST: "PGH",
        DATABASE_HOST_ALT: "PGH",
        DATABASE_PORT: "5432",
        REDIS_HOST: "RH",
        REDIS_PORT: redis.port,
        REDIS_CELERY_DB: redis.database,
        REDIS_RESULTS_DB: redis.database,
      },
      secret: { ...storeless.analytics.secret, OPENOPS_ANALYTICS_REDIS_URL: redis.analytics },
    });
  });
});
