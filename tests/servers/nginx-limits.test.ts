import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import type { Container } from "./container";
import { get, open, startGateway, startUpstreams, type Upstreams } from "./gateway";
import { eventually } from "./machine";

let upstreams: Upstreams;
let gateway: Container | undefined;

beforeAll(async () => {
  upstreams = await startUpstreams();
});

afterEach(() => gateway?.remove());

afterAll(() => Promise.all(Object.values(upstreams).map((upstream) => upstream.close())));

/** Lets the app keep its answers back; the function returned gives all of them. */
function holdAnswers(): { readonly held: readonly ServerResponse[]; readonly release: () => void } {
  const held: ServerResponse[] = [];
  const { handler } = upstreams["openops-app"];
  upstreams["openops-app"].handler = (_request, response) => held.push(response);
  return {
    held,
    release: () => {
      upstreams["openops-app"].handler = handler;
      held.forEach((response) => response.end("openops-app"));
    },
  };
}

/** What the gateway answers to lines that are no proper request. */
function sendRaw(lines: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port: 8080 });
    let answer = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => (answer += chunk));
    socket.once("error", reject);
    socket.once("close", () => resolve(answer));
    socket.end(`${lines.join("\r\n")}\r\n\r\n`);
  });
}

describe("a stack with an https address", () => {
  const publicUrl = "https://openops.example.com";
  const path = "/flows?a=1";

  test.each([
    ["http", 301, `${publicUrl}/flows?a=1`],
    ["https", 200, undefined],
    [undefined, 200, undefined],
  ])("answers a client that came by %s with %i", async (scheme, status, location) => {
    gateway = await startGateway({ publicUrl });
    const headers = { Host: "openops.example.com", ...(scheme && { "X-Forwarded-Proto": scheme }) };
    const answer = await get(path, { headers });

    expect([answer.status, answer.headers.location]).toEqual([status, location]);
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  });

  test("answers its health check, whatever scheme is named", async () => {
    gateway = await startGateway({ publicUrl });

    expect((await get("/healthz")).status).toBe(200);
  });
});

test("without analytics, its path is the app's", async () => {
  gateway = await startGateway({ services: { analytics: { enabled: false } } });

  expect((await get("/openops-analytics/")).body).toBe("openops-app");
});

test("a client's requests beyond its rate and burst are refused, those of others and health checks are not", async () => {
  gateway = await startGateway({ services: { gateway: { requestsPerSecond: 1, requestBurst: 2 } } });
  const statuses = [];
  for (let count = 0; count < 5; count += 1) {
    statuses.push((await get("/", { from: "127.0.0.2" })).status);
  }
  const refused = await get("/", { from: "127.0.0.2" });

  expect(statuses).toEqual([200, 200, 200, 429, 429]);
  expect(refused.headers).toMatchObject({ "x-frame-options": "SAMEORIGIN", server: "nginx" });
  expect((await get("/", { from: "127.0.0.3" })).status).toBe(200);
  expect((await get("/healthz", { from: "127.0.0.2" })).status).toBe(200);
});

test("a client's connections beyond its limit are refused, those of others and health checks are not", async () => {
  gateway = await startGateway({ services: { gateway: { connectionsPerClient: 2 } } });
  const { held, release } = holdAnswers();
  const waiting = [get("/1", { from: "127.0.0.2" }), get("/2", { from: "127.0.0.2" })];
  await eventually(() => (held.length === 2 ? true : undefined));

  expect((await get("/3", { from: "127.0.0.2" })).status).toBe(429);
  expect((await get("/healthz", { from: "127.0.0.2" })).status).toBe(200);
  release();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
  expect((await get("/4", { from: "127.0.0.2" })).status).toBe(200);
});

test("a synchronous webhook is given up after the longest flow, other requests are not", async () => {
  gateway = await startGateway({ services: { app: { flowTimeoutSeconds: 1 } } });
  const { held, release } = holdAnswers();
  const other = get("/api/v1/webhooks/abc/test");
  const synchronous = await get("/api/v1/webhooks/abc/sync");

  expect(synchronous.status).toBe(504);
  expect(synchronous.headers["x-frame-options"]).toBe("SAMEORIGIN");
  expect(held.length).toBe(2);
  release();
  expect((await other).status).toBe(200);
});

test("a request that is none is refused without naming a version", async () => {
  gateway = await startGateway();
  const answer = await sendRaw(["GET / HTTP/1.1"]);

  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nServer: nginx\r\n/);
  expect(answer).toContain("\r\nX-Frame-Options: SAMEORIGIN\r\n");
  expect(answer).not.toMatch(/nginx\/\d/);
});

test("an order to stop lets open requests finish and takes no new ones", async () => {
  gateway = await startGateway();
  const { held, release } = holdAnswers();
  const waiting = get("/slow");
  await eventually(() => (held.length === 1 ? true : undefined));
  const hook = await gateway.hook("preStop");

  expect(hook.status).toBe(0);
  await eventually(() =>
    open("/").then(
      () => undefined,
      () => true,
    ),
  );
  release();
  expect((await waiting).body).toBe("openops-app");
  expect(await gateway.ended).toBe(0);
}, 20_000);
