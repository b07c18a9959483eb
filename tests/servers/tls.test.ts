import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StoreName } from "../../components/values/text";
import type { ProgramRun } from "../support/program";
import { Container } from "./container";
import { analyticsImage, postgresImage, redisImage } from "./images";
import { eventually, nameHosts, scratchFolder } from "./machine";
import { podSpecOf, secretOf } from "./pod-spec";
import { askByPython, pingByNode, pingThroughProxy } from "./clients/redis-clients";
import { bootstrap, postgresHost, postgresVolume, query, startPostgres } from "./postgres";
import { certified as certifiedStack, stackWithTls, stranger, trusted, type Signs } from "./tls-stack";

const redisHost = "redis.openops-dev.svc";
const redisAddress = "127.0.3.1";

let stack: ProgramRun;
let authorityFolder: string;

beforeAll(async () => {
  stack = await stackWithTls();
  authorityFolder = scratchFolder("authorities");
  ["postgres.pem", "redis.pem"].forEach((file) =>
    writeFileSync(join(authorityFolder, file), trusted.certificate),
  );
});

const certified = (store: StoreName, signs?: Signs): ProgramRun => certifiedStack(stack, store, signs);

/** A pod of analytics in place of any client: it has the authorities and settings of one. */
function startClient(image = analyticsImage(undefined)): Promise<Container> {
  return Container.start(podSpecOf(certified("cache"), "openops-analytics"), image, {
    command: ["sleep", "infinity"],
  });
}

describe("Postgres with a certificate", () => {
  let server: Container;
  let appUrl: string;

  beforeAll(async () => {
    const program = certified("database");
    server = await startPostgres(program, await postgresVolume(program));
    nameHosts({ [postgresHost]: "127.0.0.1", "postgres.elsewhere": "127.0.0.1" });
    appUrl = (secretOf(stack, "openops-app").OPS_POSTGRES_URL ?? "").replace(
      "/etc/openops/ca",
      authorityFolder,
    );
  });

  afterAll(() => server.remove());

  const encrypted = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

  test("is prepared by the Job over verified TLS", async () => {
    expect(await bootstrap(certified("database"))).toEqual({ status: 0, log: "" });
  });

  test("takes the app's URL by node-postgres, encrypted", async () => {
    expect(appUrl).toContain("?sslmode=verify-full&sslrootcert=");
    expect(await query(appUrl, encrypted)).toEqual([[true, "TLSv1.3"]]);
  });

  test("takes libpq with the settings of analytics, encrypted", async () => {
    const client = await startClient({ ...postgresImage, user: "superset" });
    const connection =
      "host=$DATABASE_HOST port=$DATABASE_PORT dbname=$DATABASE_DB user=$DATABASE_USER password=$DATABASE_PASSWORD";
    const { output } = await client.exec(["sh", "-c", `psql -Atc "${encrypted}" "${connection}"`]);

    expect(output).toBe("t|TLSv1.3\n");
    await client.remove();
  });

  test("refuses a connection in clear", async () => {
    await expect(query(appUrl.replace(/\?.*/, ""), "SELECT 1")).rejects.toThrow(/no encryption/);
  });

  test("is refused by clients under a name that is not its own", async () => {
    const elsewhere = appUrl.replace(postgresHost, "postgres.elsewhere");

    await expect(query(elsewhere, "SELECT 1")).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
  });

  test("is refused by clients when a stranger signed its certificate", async () => {
    await server.remove();
    const program = certified("database", { authority: stranger });
    server = await startPostgres(program, await postgresVolume(program));

    await expect(query(appUrl, "SELECT 1")).rejects.toMatchObject({
      code: expect.stringMatching(/UNABLE_TO_|SELF_SIGNED/),
    });
    expect((await bootstrap(program)).log).toContain("certificate verify failed");
  });

  test("is refused by clients when its certificate has expired", async () => {
    await server.remove();
    const program = certified("database", { expired: true });
    server = await startPostgres(program, await postgresVolume(program));

    await expect(query(appUrl, "SELECT 1")).rejects.toMatchObject({ code: "CERT_HAS_EXPIRED" });
    expect((await bootstrap(program)).log).toContain("certificate verify failed");
  });
});

describe("Redis with a certificate", () => {
  let server: Container;

  /** Redis on the address of its Service, since proxies have the loopback address of their pods. */
  async function startRedis(signs: Signs = {}): Promise<Container> {
    nameHosts({ [redisHost]: redisAddress, "redis.elsewhere": redisAddress });
    const spec = podSpecOf(certified("cache", signs), "redis");
    const started = await Container.start(spec, redisImage, {
      claims: { data: scratchFolder("redis-data") },
      command: [...spec.container.command, "--bind", redisAddress],
    });
    await eventually(() => (started.log().includes("Ready to accept connections") ? true : undefined));
    return started;
  }

  beforeAll(async () => {
    server = await startRedis();
  });

  afterAll(() => server.remove());

  /** What redis-py says over the URL of analytics. */
  function pingByPython(change: (url: string) => string = (url) => url): Promise<string> {
    const url = secretOf(stack, "openops-analytics").OPENOPS_ANALYTICS_REDIS_URL ?? "";
    return askByPython(certified("cache"), { service: "openops-analytics", url: change(url) });
  }

  /** What ioredis says in a process with the engine's variables. */
  function askByNode(change: (url: string) => string = (url) => url): Promise<string> {
    const { OPS_REDIS_URL: url = "", NODE_EXTRA_CA_CERTS: file } = podSpecOf(
      certified("cache"),
      "openops-engine",
    ).environment;
    return pingByNode({ url: change(url), authorities: file?.replace("/etc/openops/ca", authorityFolder) });
  }

  /** What BullMQ's client says through the proxy in the app's pod. */
  const askThroughProxy = () => pingThroughProxy(certified("cache"));

  test("answers redis-py, ioredis and the proxy of the app's pod", async () => {
    expect(await pingByPython()).toBe("True\n");
    expect(await askByNode()).toBe("PONG\n");
    expect(await askThroughProxy()).toBe("PONG");
  });

  test("refuses a connection in clear", async () => {
    expect(await askByNode((url) => url.replace("rediss:", "redis:"))).not.toContain("PONG");
  });

  test("is refused by clients under a name that is not its own", async () => {
    const elsewhere = (url: string) => url.replace(redisHost, "redis.elsewhere");

    expect(await pingByPython(elsewhere)).toContain("Hostname mismatch");
    expect(await askByNode(elsewhere)).toBe("ERR_TLS_CERT_ALTNAME_INVALID\n");
  });

  test("is refused by clients when a stranger signed its certificate", async () => {
    await server.remove();
    server = await startRedis({ authority: stranger });

    expect(await pingByPython()).toContain("CERTIFICATE_VERIFY_FAILED");
    expect(await askByNode()).toMatch(/UNABLE_TO_|SELF_SIGNED/);
    expect(await askThroughProxy()).toContain("upstream SSL certificate verify error");
  });

  test("is refused by clients when its certificate has expired", async () => {
    await server.remove();
    server = await startRedis({ expired: true });

    expect(await pingByPython()).toContain("certificate has expired");
    expect(await askByNode()).toBe("CERT_HAS_EXPIRED\n");
    expect(await askThroughProxy()).toContain("upstream SSL certificate verify error");
  });

  test("is ready by its own probe", async () => {
    await server.remove();
    const spec = podSpecOf(certified("cache"), "redis");
    const probe = spec.container.readinessProbe?.exec?.command ?? [];
    server = await Container.start(spec, redisImage, { claims: { data: scratchFolder("redis-data") } });

    expect(
      await eventually(async () => ((await server.exec(probe)).status === 0 ? "ready" : undefined)),
    ).toBe("ready");
  });
});
