import { Queue, Worker } from "bullmq";
import Redis from "ioredis";
import { type ProgramRun, runProgram } from "../support/program";
import { Container } from "./container";
import { redisImage } from "./images";
import { eventually, nameHosts, scratchFolder } from "./machine";
import { podSpecOf, secretOf } from "./pod-spec";
import { askByPython } from "./clients/redis-clients";

const host = "redis.openops-dev.svc";
const mebibyte = 1024 * 1024;

let program: ProgramRun;
let data: string;
let server: Container;
let clients: Redis[] = [];

beforeAll(async () => {
  nameHosts({ [host]: "127.0.0.1" });
  program = await runProgram("dev", {
    "openops:preset": "dev",
    // The smallest server that still has room for its own buffers.
    "openops:cache": JSON.stringify({
      resources: { requests: { memory: "32Mi" }, limits: { memory: "32Mi" } },
    }),
  });
  data = scratchFolder("redis-data");
  server = await startServer();
});

afterEach(() => {
  clients.forEach((client) => client.disconnect());
  clients = [];
});

/** Starts Redis on the volume of this suite and waits until its own probe is content. */
async function startServer(): Promise<Container> {
  const spec = podSpecOf(program, "redis");
  const started = await Container.start(spec, redisImage, { claims: { data } });
  await eventually(async () => ((await probe(started)) === 0 ? true : undefined));
  return started;
}

/** The status of the readiness probe, with other variables where a test names them. */
async function probe(container: Container, environment: NodeJS.ProcessEnv = {}): Promise<number | null> {
  const command = podSpecOf(program, "redis").container.readinessProbe?.exec?.command ?? [];
  return (await container.exec(command, { environment })).status;
}

/** The URL of Redis that a service is given. */
function urlOf(service: string, variable: string): string {
  return secretOf(program, service)[variable] ?? "";
}

function connect(url = urlOf("openops-app", "OPS_REDIS_URL")): Redis {
  // What is refused stays refused.
  const client = new Redis(url, {
    maxRetriesPerRequest: null,
    retryStrategy: () => null,
    disconnectTimeout: 100,
  });
  client.on("error", () => undefined);
  clients.push(client);
  return client;
}

describe("without the password", () => {
  test.each(["PING", "GET", "CONFIG"])("%s is refused", async (command) => {
    const client = connect(`redis://${host}:6379/0`);

    await expect(client.call(command, "x", "y")).rejects.toThrow(/^NOAUTH /);
  });

  test("another one is refused", async () => {
    const { errors } = await server.exec(["redis-cli", "ping"], { environment: { REDISCLI_AUTH: "wrong" } });

    expect(errors).toContain("WRONGPASS");
  });

  test("the probe fails, with it it succeeds", async () => {
    expect(await probe(server)).toBe(0);
    expect(await probe(server, { REDISCLI_AUTH: "wrong" })).toBe(1);
    expect(await probe(server, { REDISCLI_AUTH: "" })).toBe(1);
  });
});

test("no argument of the server shows the password", async () => {
  const { output } = await server.exec(["cat", "/proc/1/cmdline"]);

  expect(output).toMatch(/^redis-server /);
  expect(output).not.toContain(secretOf(program, "redis").REDISCLI_AUTH);
});

test("the server runs as an unprivileged user that can write to its volume alone", async () => {
  const { output } = await server.exec(["cat", "/proc/1/status"]);
  const attempts = ["/etc/x", "/tmp/x", "/etc/openops/redis/x", "/data/x"].map((path) =>
    server.exec(["touch", path]),
  );

  expect(output).toMatch(/^Uid:\t999\t999\t999\t999$/m);
  expect(output).toMatch(/^CapEff:\t0+$/m);
  expect((await Promise.all(attempts)).map(({ status }) => status)).toEqual([1, 1, 1, 0]);
});

describe("a service's URL leads", () => {
  test.each([
    ["openops-app", "OPS_REDIS_URL", "0"],
    ["openops-engine", "OPS_REDIS_URL", "0"],
    ["openops-tables", "REDIS_URL", "1"],
    ["openops-analytics", "OPENOPS_ANALYTICS_REDIS_URL", "2"],
  ])("%s by %s and ioredis to database %s", async (service, variable, database) => {
    const info = String(await connect(urlOf(service, variable)).call("CLIENT", "INFO"));

    expect(info).toContain(` db=${database} `);
  });

  test.each([
    ["openops-tables", "REDIS_URL", "1"],
    ["openops-analytics", "OPENOPS_ANALYTICS_REDIS_URL", "2"],
  ] as const)("%s by %s and redis-py to database %s", async (service, variable, database) => {
    const url = urlOf(service, variable);

    expect(await askByPython(program, { service, url, question: 'client.client_info()["db"]' })).toBe(
      `${database}\n`,
    );
  });
});

test("BullMQ runs a repeated job with a delay, which schedules of flows are", async () => {
  const url = urlOf("openops-app", "OPS_REDIS_URL");
  const queue = new Queue("flows", { connection: connect(url) });
  const done: unknown[] = [];
  const worker = new Worker(
    "flows",
    (job) => {
      done.push(job.data);
      return Promise.resolve();
    },
    { connection: connect(url) },
  );
  await queue.upsertJobScheduler("every", { every: 50 }, { data: { flow: 1 } });
  await queue.add("once", { flow: 2 }, { delay: 20 });
  await eventually(() => (done.length > 3 && JSON.stringify(done).includes('{"flow":2}') ? true : undefined));

  expect(done).toContainEqual({ flow: 1 });
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
});

test("keys that expire are announced", async () => {
  const listener = connect();
  const expired = new Promise((resolve) => listener.once("message", (_channel, key) => resolve(key)));
  await listener.subscribe("__keyevent@0__:expired");
  await connect().set("short-lived", "x", "PX", 10);

  expect(await expired).toBe("short-lived");
});

test("a full server refuses to write and keeps every key", async () => {
  const client = connect();
  const value = "x".repeat(mebibyte);
  const fill = async () => {
    for (let count = 0; count < 32; count += 1) {
      await client.set(`filler-${count}`, value);
    }
  };

  await expect(fill()).rejects.toThrow(/^OOM /);
  const kept = await client.keys("filler-*");
  expect(kept.length).toBeGreaterThan(15);
  expect(await client.info("stats")).toContain("evicted_keys:0\r\n");
  await client.del(...kept);
});

test("what was written is still there after the server was killed", async () => {
  await connect().set("schedule", "kept");
  await server.remove();
  server = await startServer();

  expect(await connect().get("schedule")).toBe("kept");
});

test("a second password is good beside the first while clients move to it, and data stays", async () => {
  await connect().set("schedule", "kept");
  const first = urlOf("openops-app", "OPS_REDIS_URL");
  await server.remove();
  program = await runProgram(
    "dev",
    { "openops:preset": "dev", "openops:redisPasswordNext": "next-password" },
    { secretKeys: ["openops:redisPasswordNext"] },
  );
  server = await startServer();

  expect(urlOf("openops-app", "OPS_REDIS_URL")).toContain(":next-password@");
  expect(await connect().get("schedule")).toBe("kept");
  expect(await connect(first).get("schedule")).toBe("kept");
});

test("a changed password reaches a volume with data", async () => {
  await connect().set("schedule", "kept");
  const old = urlOf("openops-app", "OPS_REDIS_URL");
  await server.remove();
  program = await runProgram(
    "dev",
    { "openops:preset": "dev", "openops:redisPassword": "rotated-password" },
    { secretKeys: ["openops:redisPassword"] },
  );
  server = await startServer();

  expect(await connect().get("schedule")).toBe("kept");
  await expect(connect(old).ping()).rejects.toThrow();
});
