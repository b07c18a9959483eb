import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext, createServer as createTlsServer, TLSSocket } from "node:tls";
import { insideChecks } from "../../cli/smoke/inside";
import { askHttp, askTcp, askTls } from "../../cli/smoke/requests";
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

async function verdictOn(signs: Signs): Promise<string> {
  const port = await portOf(createTlsServer(certified(signs)));
  const name = "redis.openops-dev.svc";
  const { ok, detail } = await askTls({ host: "127.0.0.1", port, name, authorityFile, protocol: "tls" });
  return `${ok ? "ok" : "FAILED"}: ${detail.replace(/\d{4}-\d\d-\d\d/, "DATE")}`;
}

describe("a certificate", () => {
  test.each<readonly [string, Signs, string]>([
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
  ])("%s", async (_what, signs, verdict) => {
    expect(await verdictOn(signs)).toBe(verdict);
  });

  test("of Postgres is asked for in its own words", async () => {
    const asked: string[] = [];
    const port = await portOf(
      createServer((socket: Socket) => {
        socket.once("data", (request) => {
          asked.push(request.toString("hex"));
          socket.write("S");
          new TLSSocket(socket, {
            isServer: true,
            secureContext: createSecureContext(certified({ name: "localhost" })),
          });
        });
      }),
    );
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

test("every service is asked by one that may call it, and both stores as the app reaches them", () => {
  const checks = insideChecks(planOf({ preset: "ci" })).map(({ from, checks: own }) => [
    from,
    own.map(({ what }) => what),
  ]);

  expect(checks).toEqual([
    ["gateway", ["openops-app:80/api/v1/health"]],
    [
      "app",
      [
        "openops-tables:80/openops-tables/api/_health/",
        "openops-analytics:8088/health",
        "openops-engine:3005",
        "certificate of the database",
        "certificate of the cache",
      ],
    ],
  ]);
});
