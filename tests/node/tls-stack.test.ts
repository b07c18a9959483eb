import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { lostOnceItAnswers, lostWhile } from "./load";
import { until } from "../../sandbox/processes/until";
import type { OutsideClient } from "./outside";
import { RealStack } from "./real-stack";
import { stackWithWorkers } from "./releases";

let stack: RealStack;
let client: OutsideClient;

beforeAll(async () => {
  stack = await RealStack.start("ci", { preset: "ci", ...stackWithWorkers });
  client = await stack.gateway();
}, 900_000);

afterAll(() => stack?.remove());

const flow = "/api/v1/flow?milliseconds=10";
const none = { during: [], after: [] };
const kept = z.object({ notes: z.number(), keys: z.number() });

/** What the app has in its database and its cache, as it tells itself, after a note where one is given. */
async function stored(note?: string) {
  const { status, body } = await client.send(`/api/v1/work${note === undefined ? "" : `?note=${note}`}`);
  expect(status).toBe(200);
  return kept.parse(JSON.parse(body));
}

const inNamespace = (...args: readonly string[]) => stack.kubectl(["-n", stack.namespace, ...args]);

/** Replaces the pods of a Deployment and waits until the new ones are ready and the old ones gone. */
async function roll(deployment: string): Promise<void> {
  await inNamespace("rollout", "restart", `deployment/${deployment}`);
  await inNamespace("rollout", "status", `deployment/${deployment}`, "--timeout=120s");
}

test("every pod is ready, and no container was started twice", async () => {
  expect(await stack.pods()).toEqual([
    "nginx: ready, 0 restarts",
    "openops-analytics: ready, 0 restarts",
    "openops-app: ready, 0 restarts",
    "openops-tables: ready, 0 restarts",
    "openops-worker: ready, 0 restarts",
    "postgres: ready, 0 restarts",
    "redis: ready, 0 restarts",
  ]);
});

test("a flow runs in an engine that the worker forks, which gets no authority of its own", async () => {
  const { body } = await client.send(flow);
  expect(JSON.parse(body)).toEqual({
    status: 200,
    result: { milliseconds: 10, app: 200, tables: 200, code: 42 },
  });
});

test("six flows at once fit into the worker's memory, with all that their engines were seen to take", async () => {
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => client.send("/api/v1/flow?milliseconds=500")),
  );
  expect(answers.map(({ body }) => JSON.parse(body))).toEqual(
    answers.map(() => ({ status: 200, result: { milliseconds: 500, app: 200, tables: 200, code: 42 } })),
  );
  expect((await stack.pods()).filter((pod) => pod.startsWith("openops-worker"))).toEqual([
    "openops-worker: ready, 0 restarts",
  ]);
});

test("a worker that finds no registry of packages waits for it, as npm does", async () => {
  stack.packages.stop();
  const startedMs = Date.now();
  await inNamespace("delete", "pod", "-l", "app=openops-worker", "--grace-period=0", "--force");
  const hasFailedOnce = await until(60, async () => {
    const { output } = await inNamespace("logs", "-l", "app=openops-worker");
    return output.includes("npm http fetch") ? true : undefined;
  });
  expect(hasFailedOnce).toBe(true);
  await stack.packages.start();
  expect(await stack.recoversAfter(startedMs, "openops-worker")).toBe(true);
  expect((await stack.pods()).filter((pod) => pod.startsWith("openops-worker"))).toEqual([
    "openops-worker: ready, 0 restarts",
  ]);
});

test("Postgres takes no connection in clear", async () => {
  // Policies let the server ask nobody, a name server included.
  const url = "host=127.0.0.1 user=postgres dbname=postgres sslmode=disable";
  await expect(stack.exec("postgres-0", "psql", url, "-c", "SELECT 1")).rejects.toThrow(/no encryption/);
});

test("Redis takes no connection in clear", async () => {
  const answer = await stack.exec("redis-0", "sh", "-c", "redis-cli ping 2>&1 || true");
  expect(answer).not.toContain("PONG");
});

test("for two minutes no probe has failed and nothing was started again", async () => {
  expect(await stack.complaints()).toEqual([]);
});

test("no request is lost while the gateway's pod is replaced", async () => {
  expect(await lostWhile(client, "/api/v1/health", () => roll("nginx"))).toEqual(none);
});

test("no request is lost while the app's pod is replaced", async () => {
  expect(await lostWhile(client, "/api/v1/health", () => roll("openops-app"))).toEqual(none);
});

test("the app's pod ends within its preStop hook, not after its whole grace period", async () => {
  const startedMs = Date.now();
  await inNamespace("delete", "pod", "-l", "app=openops-app", "--wait=true");
  expect((Date.now() - startedMs) / 1000).toBeLessThan(40);
  expect(await stack.recoversAfter(startedMs, "openops-app")).toBe(true);
  expect(await lostOnceItAnswers(client, flow)).toEqual([]);
});

test("a worker that is asked to end finishes the flow it runs", async () => {
  const startedMs = Date.now();
  const answer = client.send("/api/v1/flow?milliseconds=8000");
  await sleep(1000);
  await inNamespace("delete", "pod", "-l", "app=openops-worker", "--wait=false");
  expect(JSON.parse((await answer).body)).toMatchObject({ status: 200, result: { milliseconds: 8000 } });
  expect(await stack.recoversAfter(startedMs, "openops-worker")).toBe(true);
  expect(await lostOnceItAnswers(client, flow)).toEqual([]);
});

test.each(["nginx", "openops-app", "openops-worker", "openops-tables", "openops-analytics"])(
  "%s comes back after the death of its pod",
  async (workload) => {
    const killedMs = Date.now();
    await inNamespace("delete", "pod", "-l", `app=${workload}`, "--grace-period=0", "--force");
    expect(await stack.recoversAfter(killedMs, workload)).toBe(true);
    expect(await lostOnceItAnswers(client, flow)).toEqual([]);
  },
);

test("rows and keys outlive the death of Postgres and Redis", async () => {
  const before = await stored("kept");
  for (const store of ["postgres", "redis"]) {
    await inNamespace("delete", "pod", `${store}-0`, "--grace-period=0", "--force");
    await inNamespace("rollout", "status", `statefulset/${store}`, "--timeout=120s");
  }
  await sleep(5000);
  expect(await stored()).toEqual(before);
});

test("tables starts again where Redis has, since its scheduler ends with the connection", async () => {
  const killedMs = Date.now();
  await inNamespace("delete", "pod", "redis-0", "--grace-period=0", "--force");
  await inNamespace("rollout", "status", "statefulset/redis", "--timeout=120s");
  expect(await stack.recoversAfter(killedMs, "openops-tables")).toBe(true);
  expect(await lostOnceItAnswers(client, flow)).toEqual([]);
});

test("everything comes back by itself after the power of the node is cut, with its rows and keys", async () => {
  const before = await stored("kept-too");
  const cutMs = Date.now();
  process.kill(
    Number(readFileSync(stack.checkout.path(".sandbox", "cluster", "run", "node.pid"), "utf8")),
    "SIGKILL",
  );
  await stack.run("sandbox", "start");
  await stack.packages.start();
  const isBack = await stack.recoversAfter(cutMs);
  expect({ isBack, pods: isBack ? [] : await stack.pods() }).toEqual({ isBack: true, pods: [] });
  client = await stack.gateway();
  expect(await lostOnceItAnswers(client, flow)).toEqual([]);
  expect(await stored()).toEqual(before);
  const { body } = await client.send(flow);
  expect(JSON.parse(body)).toEqual({
    status: 200,
    result: { milliseconds: 10, app: 200, tables: 200, code: 42 },
  });
});
