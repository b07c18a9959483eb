import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { publicAuthorities } from "../../providers/public-authorities";
import { createAuthority } from "../../sandbox/control-plane/certificates";
import { mockSecret, runProgram, type ProgramRun } from "../support/program";
import { writtenConfig } from "../support/written-config";
import { Container } from "./container";
import { postgresImage, redisImage } from "./images";
import { eventually, nameHosts, scratchFolder } from "./machine";
import { podSpecOf, secretOf, withSecret } from "./pod-spec";
import { bootstrap, postgresHost, postgresVolume, query, startPostgres } from "./postgres";
import { askByPython, pingThroughProxy } from "./clients/redis-clients";

/**
 * Clients of servers that clouds run: a certificate of Cloud SQL that names no host, one of Memorystore that
 * is for an address, and files with all public authorities. The servers are those of the cluster, with such
 * certificates.
 */
const trusted = createAuthority("trusted");
const stranger = createAuthority("stranger");
const secretName = "our-tls";
/** What Cloud SQL writes into the certificate of an instance that has an authority of its own. */
const instanceName = "acme-prod:openops-prod-postgres";
const cacheAddress = "127.0.4.1";

/** The servers, with certificates that stand in a Secret. */
async function servers(): Promise<ProgramRun> {
  const tls = { kind: "existing-secret", secretName };
  return runProgram("dev", writtenConfig({ preset: "dev", database: { tls }, cache: { tls } }));
}

/** The clients, which know the servers as ones that somebody else runs. */
async function clients(database: object, cache: object): Promise<ProgramRun> {
  const external = { kind: "external", addresses: ["127.0.0.0/8"] };
  return runProgram(
    "dev",
    writtenConfig({
      preset: "dev",
      postgresPassword: mockSecret("postgresPassword"),
      redisPassword: mockSecret("redisPassword"),
      database: { ...external, host: postgresHost, tls: database },
      cache: {
        ...external,
        host: cacheAddress,
        tls: { kind: "verify-ca", serverName: cacheAddress, ...cache },
      },
    }),
    { secretKeys: ["openops:postgresPassword", "openops:redisPassword"] },
  );
}

const pem = (certificates: string) => ({ authority: { kind: "pem", pem: certificates } });

/** The servers' stack with a certificate. */
function certified(program: ProgramRun, commonName: string, authority = trusted): ProgramRun {
  const { certificate, key } = authority.issue({ commonName });
  return withSecret(program, secretName, {
    "tls.crt": certificate,
    "tls.key": key,
    "ca.crt": authority.certificate,
  });
}

/** Node's URL of a client's Postgres, with the authorities where this process can read them. */
function appUrl(program: ProgramRun): string {
  const folder = scratchFolder("authorities");
  const authority = program.find("kubernetes:core/v1:ConfigMap", "database-authority").inputs.data;
  writeFileSync(join(folder, "postgres.pem"), Object.values(Object(authority)).join(""));
  return (secretOf(program, "openops-app").OPS_POSTGRES_URL ?? "").replace("/etc/openops/ca", folder);
}

describe("Postgres whose certificate names no host", () => {
  let made: ProgramRun;
  let server: Container;
  const encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

  async function start(authority = trusted): Promise<void> {
    const program = certified(made, instanceName, authority);
    server = await startPostgres(program, await postgresVolume(program));
  }

  beforeAll(async () => {
    made = await servers();
    await start();
    expect(await bootstrap(await byAuthority())).toEqual({ status: 0, log: "" });
  });

  afterEach(() => nameHosts({ [postgresHost]: "127.0.0.1" }));
  afterAll(() => server.remove());

  const byAuthority = () =>
    clients({ kind: "verify-ca", ...pem(trusted.certificate) }, pem(trusted.certificate));
  const byName = () =>
    clients({ kind: "verify-full", ...pem(trusted.certificate) }, pem(trusted.certificate));
  const publicToo = (own: string) =>
    clients({ kind: "verify-ca", ...pem(`${publicAuthorities()}${own}`) }, pem(trusted.certificate));

  /** What libpq says with the settings of analytics. */
  async function askByLibpq(program: ProgramRun): Promise<string> {
    const client = await Container.start(
      podSpecOf(program, "openops-analytics"),
      { ...postgresImage, user: "superset" },
      { command: ["sleep", "infinity"] },
    );
    const connection =
      "host=$DATABASE_HOST port=$DATABASE_PORT dbname=$DATABASE_DB user=$DATABASE_USER password=$DATABASE_PASSWORD";
    const { output, errors } = await client.exec(["sh", "-c", `psql -Atc "${encrypted}" "${connection}"`]);
    await client.remove();
    return output + errors;
  }

  test("takes node-postgres and libpq that check the authority, encrypted", async () => {
    const program = await byAuthority();

    expect(appUrl(program)).toContain("?uselibpqcompat=true&sslmode=verify-ca&sslrootcert=");
    expect(await query(appUrl(program), encrypted)).toEqual([[true]]);
    expect(await askByLibpq(program)).toBe("t\n");
  });

  test("takes both with its authority in a file with all public ones, and none without it", async () => {
    const [with_, without] = [await publicToo(trusted.certificate), await publicToo("")];

    expect(await query(appUrl(with_), encrypted)).toEqual([[true]]);
    expect(await askByLibpq(with_)).toBe("t\n");
    await expect(query(appUrl(without), encrypted)).rejects.toMatchObject({
      code: expect.stringMatching(/UNABLE_TO_|SELF_SIGNED/),
    });
    expect(await askByLibpq(without)).toContain("certificate verify failed");
  });

  test("is refused by clients that check the name too", async () => {
    const program = await byName();

    await expect(query(appUrl(program), encrypted)).rejects.toMatchObject({
      code: "ERR_TLS_CERT_ALTNAME_INVALID",
    });
    expect(await askByLibpq(program)).toContain("does not match host name");
  });

  test("is refused by clients when a stranger signed its certificate", async () => {
    await server.remove();
    await start(stranger);
    const program = await byAuthority();

    await expect(query(appUrl(program), encrypted)).rejects.toMatchObject({
      code: expect.stringMatching(/UNABLE_TO_|SELF_SIGNED/),
    });
    expect(await askByLibpq(program)).toContain("certificate verify failed");
  });
});

describe("Redis whose certificate is for its address", () => {
  let made: ProgramRun;
  let server: Container;

  /** Redis on an address of its own, since the proxy has the loopback address of its pod. */
  async function start(commonName: string, authority = trusted): Promise<void> {
    const spec = podSpecOf(certified(made, commonName, authority), "redis");
    server = await Container.start(spec, redisImage, {
      claims: { data: scratchFolder("redis-data") },
      command: [...spec.container.command, "--bind", cacheAddress],
    });
    await eventually(() => (server.log().includes("Ready to accept connections") ? true : undefined));
  }

  beforeAll(async () => {
    nameHosts({});
    made = await servers();
    await start(cacheAddress);
  });

  afterAll(() => server.remove());

  const withAuthorities = (certificates: string) =>
    clients({ kind: "verify-ca", ...pem(trusted.certificate) }, pem(certificates));
  const pingByPython = (program: ProgramRun) =>
    askByPython(program, {
      service: "openops-tables",
      url: secretOf(program, "openops-tables").REDIS_URL ?? "",
    });

  test.each([
    ["alone", trusted.certificate],
    ["among all public ones", `${publicAuthorities()}${trusted.certificate}`],
  ])("answers redis-py and the proxy of the app's pod that know its authority %s", async (_, file) => {
    const program = await withAuthorities(file);

    expect(await pingByPython(program)).toBe("True\n");
    expect(await pingThroughProxy(program)).toBe("PONG");
  });

  test("is refused by clients that know public authorities alone", async () => {
    const program = await withAuthorities(publicAuthorities());

    expect(await pingByPython(program)).toContain("CERTIFICATE_VERIFY_FAILED");
    expect(await pingThroughProxy(program)).toContain("upstream SSL certificate verify error");
  });

  test("is refused by the proxy when its certificate is for another address", async () => {
    await server.remove();
    await start("127.0.4.2");
    const program = await withAuthorities(trusted.certificate);

    expect(await pingByPython(program)).toBe("True\n");
    expect(await pingThroughProxy(program)).toContain("upstream SSL certificate does not match");
  });

  test("is refused by clients when a stranger signed its certificate", async () => {
    await server.remove();
    await start(cacheAddress, stranger);
    const program = await withAuthorities(trusted.certificate);

    expect(await pingByPython(program)).toContain("CERTIFICATE_VERIFY_FAILED");
    expect(await pingThroughProxy(program)).toContain("upstream SSL certificate verify error");
  });
});
