import { planOf } from "../support/configuration";
import { environmentOf } from "../support/environment";
import { storeless } from "../support/storeless-environment";
import { executions, releaseWith, releaseWithWorkers } from "../support/docs/releases";

describe("the environment of", () => {
  test("the app", () => {
    expect(environmentOf("app")).toEqual({
      plain: { ...storeless.app.plain, OPS_POSTGRES_PORT: "5432", OPS_OPENOPS_TABLES_DB_HOST: "PGH" },
      secret: {
        ...storeless.app.secret,
        OPS_POSTGRES_URL: "postgresql://openops_app:<postgresAppPassword>@PGH:5432/openops",
        OPS_REDIS_URL: "redis://:<redisPassword>@RH:6379/0",
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
    const { plain } = environmentOf("app", releaseWithWorkers) ?? {};

    expect([plain?.OPS_WORKER_URL, plain?.OPS_ENGINE_URL]).toEqual(["http://openops-worker:3000", undefined]);
  });

  test("the engine, which gets no database, no sign-in and no JWT secret", () => {
    expect(environmentOf("engine")).toEqual({
      plain: { ...storeless.engine.plain },
      secret: { ...storeless.engine.secret, OPS_REDIS_URL: "redis://:<redisPassword>@RH:6379/0" },
    });
  });

  test("the worker, which signs its own token", () => {
    expect(environmentOf("worker", releaseWithWorkers)).toEqual({
      plain: { ...storeless.worker.plain },
      secret: { ...storeless.worker.secret, OPS_REDIS_URL: "redis://:<redisPassword>@RH:6379/0" },
    });
  });

  test.each(executions)("the %s is told that flows may call private addresses, and the app is not", (id) => {
    const values = { ...releaseWith[id], services: { app: { hostValidation: false } } };
    const found = (["app", id] as const).map((one) => environmentOf(one, values)?.plain);

    expect(found.map((plain) => plain?.OPS_ENABLE_HOST_VALIDATION)).toEqual([undefined, "false"]);
  });

  test("tables", () => {
    expect(environmentOf("tables")).toEqual({
      plain: { ...storeless.tables.plain, DATABASE_HOST: "PGH", DATABASE_PORT: "5432" },
      secret: { ...storeless.tables.secret, REDIS_URL: "redis://:<redisPassword>@RH:6379/1" },
    });
  });

  test("tables with a collector of OpenTelemetry", () => {
    const endpoint = "http://collector.monitoring.svc:4318";
    const { plain } = environmentOf("tables", { integrations: { openTelemetry: { endpoint } } }) ?? {};

    expect([plain?.BASEROW_ENABLE_OTEL, plain?.OTEL_EXPORTER_OTLP_ENDPOINT]).toEqual(["true", endpoint]);
    expect(Object.keys(environmentOf("tables")?.plain ?? {}).filter((name) => name.includes("OTEL"))).toEqual(
      [],
    );
  });

  const mailServer = { host: "smtp.example.com", user: "openops", from: "openops@example.com" };
  const withMail = { mail: { server: mailServer }, mailPassword: "word-of-the-sender" };
  const anonymous = {
    EMAIL_SMTP: "true",
    EMAIL_SMTP_HOST: "smtp.example.com",
    EMAIL_SMTP_PORT: "587",
    FROM_EMAIL: "openops@example.com",
  };

  test("tables with a mail server, by STARTTLS and with a password", () => {
    const bare = environmentOf("tables");
    const plain = { ...anonymous, EMAIL_SMTP_USE_TLS: "true", EMAIL_SMTP_USER: "openops" };

    expect(environmentOf("tables", withMail)).toEqual({
      plain: { ...bare?.plain, ...plain },
      secret: { ...bare?.secret, EMAIL_SMTP_PASSWORD: "<mailPassword>" },
    });
  });

  // Baserow takes "false" for yes: what is off is left out.
  test.each([
    ["implicit", { EMAIL_SMTP_USE_SSL: "true" }],
    ["off", {}],
  ])("tables with a mail server that asks for nobody, with TLS %s", (tls, more) => {
    const bare = environmentOf("tables");
    const server = { ...mailServer, user: undefined, tls, port: 2525 };

    expect(environmentOf("tables", { mail: { server } })).toEqual({
      ...bare,
      plain: { ...bare?.plain, ...anonymous, EMAIL_SMTP_PORT: "2525", ...more },
    });
  });

  test("a mail server changes nothing in the other services", () => {
    const others = ["app", "engine", "analytics"] as const;

    expect(others.map((id) => environmentOf(id, withMail))).toEqual(others.map((id) => environmentOf(id)));
  });

  test.each(executions)("the ports of mail in flows are on the app and the %s, and on nothing else", (id) => {
    const values = { ...releaseWith[id], mail: { flowPorts: [587, 2525] } };
    const found = (["app", id, "tables", "analytics"] as const).map(
      (one) => environmentOf(one, values)?.plain,
    );

    expect(found.map((plain) => plain?.OPS_SMTP_ALLOWED_PORTS)).toEqual([
      "587,2525",
      "587,2525",
      undefined,
      undefined,
    ]);
    expect(environmentOf("app", releaseWith[id])?.plain).not.toHaveProperty("OPS_SMTP_ALLOWED_PORTS");
  });

  test("analytics", () => {
    expect(environmentOf("analytics")).toEqual({
      plain: {
        ...storeless.analytics.plain,
        DATABASE_HOST: "PGH",
        DATABASE_HOST_ALT: "PGH",
        DATABASE_PORT: "5432",
        REDIS_HOST: "RH",
        REDIS_PORT: "6379",
        REDIS_CELERY_DB: "2",
        REDIS_RESULTS_DB: "2",
      },
      secret: {
        ...storeless.analytics.secret,
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
    expect(environmentOf("worker", { ...tls, ...releaseWithWorkers })?.secret.OPS_REDIS_URL).toBe(proxied);
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
  for (const execution of executions) {
    const texts = planOf(releaseWith[execution]).services.flatMap(({ variables, secretVariables }) =>
      Object.values({ ...variables, ...secretVariables }),
    );

    expect(texts.filter(({ parts }) => parts.length === 0)).toEqual([]);
  }
});
