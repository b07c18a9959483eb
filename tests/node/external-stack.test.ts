import { z } from "zod";
import { createAuthority } from "../../sandbox/control-plane/certificates";
import { addresses } from "../../sandbox/node/addresses";
import { until } from "../../sandbox/processes/until";
import { certificateOf, companyAuthority, CompanyStack, rate } from "./company-stack";
import { findConnections, forbiddenPlaces } from "./connections";
import type { OutsideClient } from "./outside";
import { outsideHost, outsideServers, serverNames, type ServerName } from "./outside/outside-servers";
import type { RealStack, StubName } from "./real-stack";

/** A stack of prod whose Postgres and Redis a company runs itself, and whose gateway ends TLS behind a load balancer. */
const [delayMs, minuteMs] = [65_000, 60_000];
let company: CompanyStack;
let stack: RealStack;
let inClear: OutsideClient;
let client: OutsideClient;
let slow: ReturnType<OutsideClient["send"]>;

beforeAll(async () => {
  company = await CompanyStack.start();
  ({ stack } = company);
  inClear = await stack.gateway();
  client = await stack.gateway(companyAuthority.certificate);
  slow = client.send(`/api/v1/webhooks/id/sync?delayMs=${delayMs}`);
  // Whatever happens to it is told by the test that awaits it.
  slow.catch(() => undefined);
}, 900_000);

afterAll(() => company?.remove());

const echoSchema = z.object({ service: z.string(), headers: z.record(z.string(), z.string()) });

async function reached(path: string, headers: Readonly<Record<string, string>> = {}) {
  const { body } = await client.send(path, { headers });
  return echoSchema.parse(JSON.parse(body));
}

test("every pod is ready, and no container was started twice", async () => {
  expect(await stack.pods()).toEqual([
    "nginx: ready, 0 restarts",
    "nginx: ready, 0 restarts",
    "openops-analytics: ready, 0 restarts",
    "openops-analytics: ready, 0 restarts",
    "openops-app: ready, 0 restarts",
    "openops-app: ready, 0 restarts",
    "openops-app: ready, 0 restarts",
    "openops-tables: ready, 0 restarts",
    "openops-worker: ready, 0 restarts",
    "openops-worker: ready, 0 restarts",
    "openops-worker: ready, 0 restarts",
  ]);
});

test("three apps on an empty database have migrated it once and made one organisation", async () => {
  const counts =
    "SELECT (SELECT string_agg(name, ',' ORDER BY id) FROM migrations), (SELECT count(*) FROM organization)";
  expect(await company.servers.query("openops", counts)).toBe("Initial,AddLabels|1");
});

test("a flow runs in an engine that a worker forks, which reaches the company's Redis", async () => {
  const { body } = await client.send("/api/v1/flow?milliseconds=10");
  expect(JSON.parse(body)).toEqual({
    status: 200,
    result: { milliseconds: 10, app: 200, tables: 200, code: 42 },
  });
});

describe("the gateway behind a load balancer", () => {
  test("tells the app of https and of the client's own address", async () => {
    const { headers } = await reached("/api/v1/flows");
    expect(headers).toMatchObject({ "x-forwarded-proto": "https", "x-real-ip": addresses.external });
  });

  test("believes no client that names another address or scheme", async () => {
    const forged = { "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "http" };
    const { headers } = await reached("/api/v1/flows", forged);
    expect(headers).toMatchObject({ "x-forwarded-proto": "https", "x-real-ip": addresses.external });
  });

  test("sends who comes in clear to https, with the path and the query", async () => {
    const { status, headers } = await inClear.send("/flows?page=2");
    expect({ status, location: headers.location }).toEqual({
      status: 301,
      location: "https://openops.example.com/flows?page=2",
    });
  });

  test("tells browsers to stay with https, over https alone", async () => {
    const secure = await client.send("/flows");
    const clear = await inClear.send("/flows");
    expect(secure.headers["strict-transport-security"]).toBe("max-age=31536000; includeSubDomains");
    expect(clear.headers["strict-transport-security"]).toBeUndefined();
  });

  test("sends the headers that keep pages safe", async () => {
    const { headers } = await client.send("/flows");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": expect.stringMatching(/./),
      "content-security-policy": expect.stringMatching(/./),
    });
  });

  test("refuses what one client asks above its rate, and answers the rest", async () => {
    const asked = Array.from({ length: 9 * rate.requestBurst }, () => client.send("/api/v1/flows"));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect([...new Set(statuses)].sort()).toEqual([200, 429]);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(rate.requestBurst);
  });

  test("waits longer than a minute for a synchronous webhook", async () => {
    const { status, arrivals } = await slow;
    expect({ status, parts: arrivals.length }).toEqual({ status: 200, parts: 1 });
    expect(delayMs).toBeGreaterThan(minuteMs);
  });
});

test("each pod reaches the company's servers that it needs, and nothing else beyond the cluster", async () => {
  const beyond = Object.entries(outsideServers).map(([name, { port }]) => ({
    name: `company's ${name}`,
    address: addresses.external,
    port,
  }));
  const { open } = await findConnections(stack, {
    stranger: "company",
    places: [...forbiddenPlaces, ...beyond],
  });
  const known = [...forbiddenPlaces, ...beyond].map(({ name, port }) => `${name}:${port}`);
  expect(open.filter((line) => known.some((place) => line.endsWith(` -> ${place}`)))).toEqual([
    "openops-analytics -> company's postgres:5432",
    "openops-analytics -> company's redis:6380",
    "openops-app -> company's postgres:5432",
    "openops-app -> company's redis:6380",
    "openops-tables -> company's postgres:5432",
    "openops-tables -> company's redis:6380",
    "openops-worker -> company's redis:6380",
  ]);
});

test("for two minutes no probe has failed and nothing was started again", async () => {
  expect(await stack.complaints()).toEqual([]);
});

describe("a certificate that is not the company's for this server", () => {
  const day = 86_400_000;
  const yesterday = new Date(Date.now() - day);
  const past = { notBefore: new Date(Date.now() - 30 * day), notAfter: yesterday };
  const stranger = createAuthority("Somebody else");
  const bad = {
    "of another authority": (name: ServerName) => ({
      pair: stranger.issue({ commonName: name }, [outsideHost(name)]),
      reason: /^clients do not trust who signed the certificate: Somebody else /,
    }),
    "that has expired": (name: ServerName) => ({
      pair: companyAuthority.issue({ commonName: name }, [outsideHost(name)], past),
      reason: new RegExp(`^the certificate expired on ${yesterday.toISOString().slice(0, 10)}$`),
    }),
    "for another host": (name: ServerName) => ({
      pair: companyAuthority.issue({ commonName: name }, ["elsewhere.example.com"]),
      reason: new RegExp(`^the certificate is for elsewhere.example.com, not for ${outsideHost(name)}$`),
    }),
  };
  /** Those that go on without a store. */
  const clients: Readonly<Record<ServerName, readonly StubName[]>> = {
    postgres: ["openops-app", "openops-tables", "openops-analytics"],
    redis: ["openops-app", "openops-worker", "openops-analytics"],
  };
  /** Clients behind the proxy in their pod learn no more than that it does not answer. */
  const refusalWords = /certificate|altnames|the cache does not answer/i;
  const what = { postgres: "certificate of the database", redis: "certificate of the cache" };
  const smokeSchema = z.object({
    results: z.array(z.object({ what: z.string(), ok: z.boolean(), detail: z.string() })),
  });

  /** What smoke says of a server's certificate. */
  async function smoke(name: ServerName) {
    const { out } = await stack.checkout.run("smoke", "--stack", stack.stack, "--json");
    const { results } = smokeSchema.parse(JSON.parse(out));
    return results.filter((result) => result.what === what[name]).map(({ ok, detail }) => ({ ok, detail }));
  }

  /** What the clients of some workloads say of the stores. */
  function answers(workloads: readonly StubName[]): Promise<readonly string[]> {
    return Promise.all(workloads.map((workload) => stack.storesAnswer(workload)));
  }

  /** Whether tables, which ends with Redis and starts again, says after a moment that it refuses a certificate. */
  function tablesRefuses(sinceMs: number): Promise<true | undefined> {
    const since = `--since-time=${new Date(sinceMs).toISOString()}`;
    const log = ["-n", stack.namespace, "logs", "deployment/openops-tables", since];
    return until(90, async () => {
      const said = await Promise.all([log, [...log, "--previous"]].map((command) => stack.kubectl(command)));
      return said.some(({ ok, output }) => ok && refusalWords.test(output)) ? true : undefined;
    });
  }

  afterEach(async () => {
    for (const name of serverNames) {
      await company.servers.restart(name, certificateOf(name));
    }
    expect(await stack.becomesReady()).toBe(true);
  });

  const cases = serverNames.flatMap((name) =>
    Object.entries(bad).map(([kind, make]) => ({ name, kind, ...make(name) })),
  );
  test.each(cases)("$kind, of $name: every client refuses it, and smoke says why", async (bad) => {
    const sinceMs = Date.now();
    await company.servers.restart(bad.name, bad.pair);
    const refusal = expect.stringMatching(refusalWords);
    expect(await answers(clients[bad.name])).toEqual(clients[bad.name].map(() => refusal));
    if (bad.name === "redis") {
      expect(await tablesRefuses(sinceMs)).toBe(true);
    }
    expect(await smoke(bad.name)).toEqual([{ ok: false, detail: expect.stringMatching(bad.reason) }]);
  });

  test("once the company's own are back, every client is served again", async () => {
    const all = [...clients.redis, "openops-tables"] as const;
    expect(await answers(all)).toEqual(all.map(() => "connected"));
    expect(await smoke("postgres")).toEqual([{ ok: true, detail: expect.stringMatching(/^trusted, for /) }]);
    expect(await smoke("redis")).toEqual([{ ok: true, detail: expect.stringMatching(/^trusted, for /) }]);
  });
});
