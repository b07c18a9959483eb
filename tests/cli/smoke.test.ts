import { getServers } from "node:dns";
import { createServer as createHttpServer } from "node:http";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, createServer as createTlsServer, TLSSocket } from "node:tls";
import { insideChecks } from "../../cli/smoke/inside";
import { probe } from "../../cli/smoke/probe";
import { askDns, askHttp, askTcp, askTls } from "../../cli/smoke/requests";
import { createAuthority } from "../../sandbox/control-plane/certificates";
import { planOf } from "../support/configuration";

const authority = createAuthority("company");
const dayMs = 24 * 60 * 60 * 1000;
const folder = mkdtempSync(join(tmpdir(), "smoke-"));
const authorityFile = join(folder, "authority.pem");
const open = new Set<Server>();

beforeAll(() => writeFileSync(authorityFile, authority.certificate));

afterAll(() => {
  open.forEach((server) => server.close());
  rmSync(folder, { recursive: true });
});

async function portOf(server: Server): Promise<number> {
  open.add(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

interface Signs {
  readonly signer?: typeof authority;
  readonly name?: string;
  readonly days?: number;
}

function certified({ signer = authority, name = "redis.openops-dev.svc", days = 300 }: Signs) {
  const validity = {
    notBefore: new Date(Date.now() - 400 * dayMs),
    notAfter: new Date(Date.now() + (days + 0.5) * dayMs),
  };
  const { certificate, key } = signer.issue({ commonName: name }, [name], validity);
  return { cert: certificate, key };
}

interface Asked {
  readonly protocol?: "tls" | "postgres";
  readonly trusted?: typeof authority;
}

async function verdictOn(signs: Signs, { protocol = "tls", trusted }: Asked = {}): Promise<string> {
  const port = await portOf(protocol === "tls" ? createTlsServer(certified(signs)) : postgresWith(signs));
  const name = "redis.openops-dev.svc";
  if (trusted !== undefined) {
    writeFileSync(join(folder, "trusted.pem"), trusted.certificate);
  }
  const trust = trusted === undefined ? authorityFile : join(folder, "trusted.pem");
  const { ok, detail } = await askTls({
    host: "127.0.0.1",
    port,
    name,
    authorityFile: trust,
    protocol,
  });
  return `${ok ? "ok" : "FAILED"}: ${detail.replace(/\d{4}-\d\d-\d\d/, "DATE")}`;
}

/** Speaks TLS once it was asked for in the words of Postgres. */
function postgresWith(signs: Signs, asked: string[] = []): Server {
  return createServer((socket: Socket) => {
    socket.once("data", (request) => {
      asked.push(request.toString("hex"));
      socket.write("S");
      new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(certified(signs)) });
    });
  });
}

describe("a certificate", () => {
  const verdicts: readonly (readonly [what: string, signs: Signs, verdict: string])[] = [
    [
      "that is good is told with its days",
      {},
      "ok: trusted, for redis.openops-dev.svc, 300 days left (until DATE)",
    ],
    [
      "of an authority that clients do not trust fails, with its name",
      { signer: createAuthority("stranger") },
      "FAILED: clients do not trust who signed the certificate: stranger (UNABLE_TO_VERIFY_LEAF_SIGNATURE)",
    ],
    ["that has expired fails, with its date", { days: -3 }, "FAILED: the certificate expired on DATE"],
    [
      "for another name fails, with both names",
      { name: "redis.elsewhere" },
      "FAILED: the certificate is for redis.elsewhere, not for redis.openops-dev.svc",
    ],
    [
      "that ends within two weeks fails while there is time",
      { days: 9 },
      "FAILED: trusted, for redis.openops-dev.svc, 9 days left (until DATE): renew it",
    ],
  ];

  test.each(verdicts)("%s", async (_what, signs, verdict) => {
    expect(await verdictOn(signs)).toBe(verdict);
  });

  test.each(verdicts)("of Postgres %s", async (_what, signs, verdict) => {
    expect(await verdictOn(signs, { protocol: "postgres" })).toBe(verdict);
  });

  test("whose authority has expired fails, with its name", async () => {
    const [notBefore, notAfter] = [400, 3].map((days) => new Date(Date.now() - days * dayMs));
    const expired = notBefore && notAfter && createAuthority("company of old", { notBefore, notAfter });

    expect(expired && (await verdictOn({ signer: expired }, { trusted: expired }))).toBe(
      "FAILED: who signed the certificate has expired: company of old",
    );
  });

  test("of Postgres is asked for in its own words", async () => {
    const asked: string[] = [];
    const port = await portOf(postgresWith({ name: "localhost" }, asked));
    const target = {
      host: "127.0.0.1",
      port,
      name: "localhost",
      authorityFile,
      protocol: "postgres",
    } as const;

    expect(await askTls(target)).toMatchObject({ ok: true });
    expect(asked).toEqual(["0000000804d2162f"]);
  });

  test("that a server does not have fails", async () => {
    const port = await portOf(createServer((socket: Socket) => socket.once("data", () => socket.write("N"))));

    expect(await askTls({ host: "127.0.0.1", port, protocol: "postgres" })).toEqual({
      ok: false,
      detail: "the server takes no TLS",
    });
  });
});

describe("a service", () => {
  test.each([
    [200, { ok: true, detail: "answered 200" }],
    [404, { ok: true, detail: "answered 404" }],
    [502, { ok: false, detail: "answered 502: the gateway reaches no pod of the service" }],
  ])("that answers %i through the gateway is judged by it", async (status, verdict) => {
    const port = await portOf(createHttpServer((_request, response) => response.writeHead(status).end()));

    expect(await askHttp({ url: `http://127.0.0.1:${port}/` }, (found) => found < 500)).toEqual(verdict);
  });

  test("that is not there fails with the reason", async () => {
    const server = createServer();
    const port = await portOf(server);
    await new Promise((resolve) => server.close(resolve));

    expect(await askTcp("127.0.0.1", port)).toEqual({
      ok: false,
      detail: `connect ECONNREFUSED 127.0.0.1:${port}`,
    });
  });
});

describe("DNS", () => {
  const failing = (code: string) => () =>
    Promise.reject(Object.assign(new Error(`getaddrinfo ${code} nginx`), { code }));

  test("that knows a name is told with the address", async () => {
    expect(await askDns("localhost", () => Promise.resolve({ address: "10.96.3.4" }))).toEqual({
      ok: true,
      detail: "localhost is 10.96.3.4",
    });
  });

  test("that does not answer is named, with where network policies let pods ask", async () => {
    expect(await askDns("nginx", failing("EAI_AGAIN"))).toEqual({
      ok: false,
      detail: `no answer from DNS at ${getServers().join(", ")}: network policies let pods ask where openops:network says, see docs/network.md`,
    });
  });

  test("that answers without an address is told from one that does not answer", async () => {
    expect(await askDns("nginx", failing("ENOTFOUND"))).toEqual({
      ok: false,
      detail: "getaddrinfo ENOTFOUND nginx",
    });
  });

  test("is asked by the pod as its other clients ask", async () => {
    expect(await said({ kind: "dns", what: "DNS", host: "localhost" }, {})).toEqual({
      what: "DNS",
      ok: true,
      detail: expect.stringMatching(/^localhost is (127\.0\.0\.1|::1)$/),
    });
  });
});

test("every service is asked by one that may call it, and both stores as the app reaches them", () => {
  const checks = insideChecks(planOf({ preset: "ci" })).map(({ from, checks: own }) => [
    from,
    own.map(({ what }) => what),
  ]);

  expect(checks).toEqual([
    ["gateway", ["DNS", "openops-app:80/api/v1/health"]],
    [
      "app",
      [
        "DNS",
        "openops-tables:80/openops-tables/api/_health/",
        "openops-analytics:8088/health",
        "openops-engine:3005",
        "certificate of the database",
        "certificate of the cache",
      ],
    ],
  ]);
});

/** What the pod inside says of a check with the app's variables. */
async function said(check: object, environment: Readonly<Record<string, string>>): Promise<unknown> {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  await probe({ SMOKE_CHECKS: JSON.stringify([check]), ...environment }, 0).finally(() => spy.mockRestore());
  const [line = ""] = lines;
  const found: unknown = JSON.parse(line);
  return found;
}

describe("the pod that asks as the app", () => {
  test("tells why Postgres' certificate is refused, by the authorities and the name that the app's URL says", async () => {
    const port = await portOf(postgresWith({ signer: createAuthority("stranger") }));
    const url = `postgres://openops:word@127.0.0.1:${port}/openops?sslmode=verify-full&sslrootcert=${authorityFile}`;
    const check = { kind: "database", what: "certificate of the database" };

    expect(await said(check, { OPS_POSTGRES_URL: url })).toEqual({
      what: "certificate of the database",
      ok: false,
      detail: "clients do not trust who signed the certificate: stranger (UNABLE_TO_VERIFY_LEAF_SIGNATURE)",
    });
  });

  test("looks for the name that a proxy to Redis looks for, at the server behind it", async () => {
    const port = await portOf(createTlsServer(certified({ name: "redis.elsewhere" })));
    const proxyFile = join(folder, "nginx.conf");
    writeFileSync(proxyFile, `proxy_pass 127.0.0.1:${port};\nproxy_ssl_name redis.openops-dev.svc;\n`);
    const check = {
      kind: "cache",
      what: "certificate of the cache",
      authorityFile,
      checksName: true,
      proxyFile,
    };

    expect(await said(check, { OPS_REDIS_URL: "redis://:word@127.0.0.1:1/0" })).toEqual({
      what: "certificate of the cache",
      ok: false,
      detail: "the certificate is for redis.elsewhere, not for redis.openops-dev.svc",
    });
  });

  test("tells of a URL that is missing, and of a file with authorities that is not there", async () => {
    const check = { kind: "database", what: "certificate of the database" };
    const port = await portOf(postgresWith({}));
    const url = `postgres://openops:word@127.0.0.1:${port}/openops?sslmode=verify-full&sslrootcert=/nowhere.pem`;

    expect(await said(check, {})).toMatchObject({
      ok: false,
      detail: "the app has no URL in its variable OPS_POSTGRES_URL",
    });
    expect(await said(check, { OPS_POSTGRES_URL: url })).toMatchObject({
      ok: false,
      detail: expect.stringContaining("no such file or directory, open '/nowhere.pem'"),
    });
  });
});
