import { createServer } from "node:https";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { createAuthority } from "../../sandbox/control-plane/certificates";
import { ApiClient } from "../../sandbox/kubernetes-api/api-client";
import { WatchedObjects } from "../../sandbox/node/policies/watched-objects";
import { until } from "../../sandbox/processes/until";

const authority = createAuthority("test");
const { certificate: cert, key } = authority.issue({ commonName: "server" }, ["127.0.0.1"]);
const pod = (name: string) => ({ metadata: { name, namespace: "shop" } });
const schema = z.object({ metadata: z.object({ name: z.string(), namespace: z.string() }) });

/** What the API server has, and how it answers next. */
let items: readonly object[] = [];
let refusals = 0;
let watching: ServerResponse | undefined;
const asked: string[] = [];

const server = createServer({ key, cert }, ({ url = "" }, response) => {
  asked.push(url);
  if (refusals > 0) {
    refusals -= 1;
    response.writeHead(503).end();
  } else if (url.includes("watch")) {
    watching = response;
    response.flushHeaders();
  } else {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ metadata: { resourceVersion: "7" }, items }));
  }
});
let client: ApiClient;
let pods: WatchedObjects<z.infer<typeof schema>>;
let testEnd: AbortController;
let running: Promise<void> | undefined;

const names = () => pods.all?.map(({ metadata }) => metadata.name);
const eventually = async (wanted: readonly string[]) => {
  await until(10, () => (JSON.stringify(names()) === JSON.stringify(wanted) ? true : undefined));
  expect(names()).toEqual(wanted);
};
const tell = (type: string, object: object) => watching?.write(`${JSON.stringify({ type, object })}\n`);
const watched = () => until(10, () => (watching === undefined ? undefined : true));

beforeEach(async () => {
  [items, refusals, watching] = [[pod("a")], 0, undefined];
  asked.length = 0;
  testEnd = new AbortController();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  const access = { server: `https://127.0.0.1:${port}`, authority: authority.certificate };
  client = new ApiClient({ ...access, certificate: cert, key });
  pods = new WatchedObjects({ client, path: "/api/v1/pods", schema, retryMs: 20 }, () => undefined);
});

afterEach(async () => {
  testEnd.abort();
  server.closeAllConnections();
  await running;
  client.close();
  server.close();
});

test("nothing is known before the objects were listed", () => {
  expect(pods.all).toBeUndefined();
});

test("objects are listed and followed from there", async () => {
  running = pods.watch(testEnd.signal);
  await eventually(["a"]);
  await watched();
  tell("ADDED", pod("b"));
  tell("MODIFIED", pod("b"));
  tell("DELETED", pod("a"));
  await eventually(["b"]);
  expect(asked).toEqual(["/api/v1/pods", "/api/v1/pods?watch=true&resourceVersion=7"]);
});

test.each([
  ["ends the answer", () => watching?.end()],
  ["says that it no longer knows the version", () => tell("ERROR", { code: 410 })],
  ["breaks the connection", () => watching?.destroy()],
])("objects are listed anew when the API server %s", async (_, interrupt) => {
  running = pods.watch(testEnd.signal);
  await watched();
  items = [pod("c")];
  interrupt();
  await eventually(["c"]);
});

test("an API server that refuses is asked again", async () => {
  refusals = 1;
  running = pods.watch(testEnd.signal);
  await eventually(["a"]);
});
