import { z } from "zod";
import {
  declaredConnections,
  findConnections,
  forbiddenPlaces,
  gatewayPlace,
  type Connections,
} from "./connections";
import type { OutsideClient } from "./outside";
import { RealStack } from "./real-stack";

const mebibyte = 1024 * 1024;
let stack: RealStack;
let client: OutsideClient;

beforeAll(async () => {
  stack = await RealStack.start("dev", { preset: "dev" });
  client = await stack.gateway();
}, 900_000);

afterAll(() => stack?.remove());

const smokeSchema = z.object({
  results: z.array(z.object({ what: z.string(), ok: z.boolean(), detail: z.string() })),
});
const echoSchema = z.object({
  service: z.string(),
  url: z.string(),
  bytes: z.number(),
  headers: z.record(z.string(), z.string()),
});

/** What of a request reached a service. */
async function reached(path: string, sending: Parameters<OutsideClient["send"]>[1] = {}) {
  const { status, body } = await client.send(path, sending);
  expect({ path, status }).toEqual({ path, status: 200 });
  return echoSchema.parse(JSON.parse(body));
}

test("every pod is ready, and no container was started twice", async () => {
  expect(await stack.pods()).toEqual([
    "nginx: ready, 0 restarts",
    "openops-analytics: ready, 0 restarts",
    "openops-app: ready, 0 restarts",
    "openops-engine: ready, 0 restarts",
    "openops-tables: ready, 0 restarts",
    "postgres: ready, 0 restarts",
    "redis: ready, 0 restarts",
  ]);
});

test("the update says that pods run", () => {
  const printed = stack.checkout.terminal.join("");
  expect(printed).toContain("the API server is real, pods run on a node that is real.");
});

test("a backup by kubectl exec needs no password", async () => {
  const dump = await stack.exec("postgres-0", "pg_dumpall", "-U", "postgres", "--roles-only");
  expect(dump).toContain("CREATE ROLE openops_tables_ro;");
});

test("the app has migrated its own database and seeded one organisation", async () => {
  const count = "SELECT count(*) FROM organization";
  expect(await stack.exec("postgres-0", "psql", "-U", "postgres", "-d", "openops", "-Atc", count)).toBe("1");
});

test("a flow reaches the engine, and from there the app, tables and the queue, and its Code step runs", async () => {
  const { body } = await client.send("/api/v1/flow?milliseconds=10");
  expect(JSON.parse(body)).toEqual({
    status: 200,
    result: { milliseconds: 10, app: 200, tables: 200, code: 42 },
  });
});

test("the admin signs in at the address with a port, and a browser keeps the cookies", async () => {
  const password = await stack.awaitSecret("openops-app", "OPS_OPENOPS_ADMIN_PASSWORD");
  const { status, headers } = await client.send("/api/v1/authentication/sign-in", {
    method: "POST",
    body: JSON.stringify({ email: "admin@openops.com", password }),
  });
  expect({ status, cookies: headers["set-cookie"] }).toEqual({
    status: 200,
    cookies: [
      expect.stringMatching(/^jwt_token=[^;]+; Path=\/$/),
      expect.stringMatching(/^token=[^;]+; Path=\/; SameSite=Lax$/),
      "baserow_group_id=1; Path=/; SameSite=Lax",
    ],
  });
});

test("smoke finds every service good, signs in, and runs flows that are gone again", async () => {
  const printed = await stack.run("smoke", "--stack", stack.stack, "--flows", "--json");
  const { results } = smokeSchema.parse(JSON.parse(printed));

  expect(results.filter(({ ok }) => !ok)).toEqual([]);
  expect(results.slice(-10).map(({ what, detail }) => `${what}: ${detail}`)).toEqual([
    "sign-in of admin@openops.com: answered 200",
    "CORS of http://localhost:8080: pages of this origin may read the answers",
    "cookies of the sign-in: a browser keeps them",
    "session: is admin@openops.com",
    "tables, signed in: renewed the session; shows 1 workspaces",
    "analytics, signed in: takes the guest's token for the dashboard",
    "live updates: the WebSocket opens, and Engine.IO speaks first",
    "flow with a webhook: a flow that was made for it answers smoke",
    "flow with a Code step: a flow that was made for it answers 42",
    "removal of the flows: 2 flows removed",
  ]);
});

describe("the gateway", () => {
  test.each([
    ["/", "app", "/"],
    ["/api/v1/flows?page=2", "app", "/api/v1/flows?page=2"],
    ["/openops-tables/api/rows", "tables", "/openops-tables/api/rows"],
    ["/openops-analytics/dashboards", "analytics", "/openops-analytics/dashboards"],
    ["/api/v1/webhooks/id/sync", "app", "/api/v1/webhooks/id/sync"],
  ])("sends %s to %s", async (path, service, url) => {
    expect(await reached(path)).toMatchObject({ service, url });
  });

  test.each([
    ["/api/socket.io/?transport=websocket", "/socket.io/?transport=websocket"],
    ["/openops-tables/ws/core/", "/openops-tables/ws/core/"],
  ])("lets a WebSocket through at %s", async (path, seen) => {
    expect(await client.echo(path, "hello")).toEqual({ echoed: "hello", path: seen });
  });

  test("hands on the host, the scheme and an address of the client", async () => {
    const { headers } = await reached("/", { headers: { "X-Forwarded-Proto": "https" } });
    expect(headers).toMatchObject({ host: "openops.example.com", "x-forwarded-proto": "https" });
    expect(headers["x-real-ip"]).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  });

  test("believes no client that names another address", async () => {
    const { headers } = await reached("/", { headers: { "X-Forwarded-For": "203.0.113.7" } });
    expect(headers["x-real-ip"]).not.toBe("203.0.113.7");
  });

  test("hands each part of an answer on as it comes", async () => {
    const { arrivals, body } = await client.send("/api/v1/stream?lines=3");
    expect(body).toBe("line 1\nline 2\nline 3\n");
    expect((arrivals.at(-1)?.atMs ?? 0) - (arrivals[0]?.atMs ?? 0)).toBeGreaterThan(600);
  });

  test("takes large files for tables", async () => {
    const bytes = 512 * mebibyte;
    const file = await reached("/openops-tables/api/user-files", { method: "POST", bodyBytes: bytes });
    expect(file).toMatchObject({ service: "tables", bytes });
  });

  test("refuses as much for everything else", async () => {
    const { status } = await client.send("/api/v1/flows", { method: "POST", bodyBytes: 11 * mebibyte });
    expect(status).toBe(413);
  });

  test("lets OpenOps' own pages frame each other, whatever the services send", async () => {
    expect((await client.send("/openops-analytics/x")).headers["x-frame-options"]).toBe("SAMEORIGIN");
    expect((await client.send("/openops-tables/x")).headers["x-frame-options"]).toBe("SAMEORIGIN");
  });

  test("keeps the app from asking browsers for https at all sub-domains", async () => {
    const { headers } = await client.send("/x");
    expect([headers["strict-transport-security"], headers["referrer-policy"]]).toEqual([
      undefined,
      "strict-origin-when-cross-origin",
    ]);
  });
});

describe("network policies", () => {
  const stranger = "elsewhere";
  let found: Connections;

  beforeAll(async () => {
    await stack.addStranger(stranger);
    found = await findConnections(stack, { stranger, places: forbiddenPlaces });
  });

  test("let through what the services' declarations say and nothing else, of all pairs of pods", () => {
    const own = found.open.filter((line) => !line.startsWith("openops-app (elsewhere)"));
    expect(own).toEqual(declaredConnections({ preset: "dev" }));
  });

  test("let a pod of another namespace reach the gateway alone, whatever its labels say", () => {
    const others = found.open.filter((line) => line.startsWith("openops-app (elsewhere)"));
    expect(others).toEqual(
      ["kubernetes:443", "api server:6443", "kubelet:10250", "metadata:80", gatewayPlace]
        .map((place) => `openops-app (elsewhere) -> ${place}`)
        .sort(),
    );
  });

  test("refuse ports on which something listens", () => {
    expect(found.listening).toEqual([
      "nginx:8080",
      "openops-analytics:8088",
      "openops-app:3000",
      "openops-app:80",
      "openops-engine:3005",
      "openops-tables:80",
      "postgres:5432",
      "redis:6379",
    ]);
  });
});

test("for two minutes no probe has failed and nothing was started again", async () => {
  expect(await stack.complaints()).toEqual([]);
});
