import type { StoreName } from "../../components/values/text";
import { runProgram, type ProgramRun } from "../support/program";
import { Container, removeContainers } from "./container";
import { nginxImage, redisImage, streamOptions } from "./images";
import { nameHosts, scratchFolder } from "./machine";
import { podSpecOf } from "./pod-spec";
import { bootstrap, logged, postgresHost, postgresVolume, startPostgres } from "./postgres";
import { askClients } from "./clients/service-clients";
import { certified, stackWithTls, stranger, type Signs } from "./tls-stack";

const redisHost = "redis.openops-dev.svc";
/** Not the loopback address of the app's pod, where its proxy listens. */
const redisAddress = "127.0.3.1";

/** Starts both stores, and the proxy of the app's pod where it has one. */
async function start(
  stack: ProgramRun,
  { signs, hasProxy }: { readonly signs?: Signs; readonly hasProxy: boolean },
): Promise<ProgramRun> {
  const of = (store: StoreName) => (signs === undefined ? stack : certified(stack, store, signs));
  const database = of("database");
  const cache = of("cache");
  await startPostgres(database, await postgresVolume(database));
  nameHosts({ [postgresHost]: "127.0.0.1", [redisHost]: redisAddress });
  const spec = podSpecOf(cache, "redis");
  const redis = await Container.start(spec, redisImage, {
    claims: { data: scratchFolder("redis-data") },
    command: [...spec.container.command, "--bind", redisAddress],
  });
  await logged(redis, "Ready to accept connections");
  if (hasProxy) {
    const proxy = podSpecOf(cache, "openops-app", "cache-proxy");
    const command = proxy.container.command.map((word) => (word === "daemon off;" ? streamOptions : word));
    await Container.start(proxy, nginxImage, { command });
  }
  return cache;
}

/** What clients answer that reach their store. */
function answers(encryption: string) {
  return {
    app: { pg: encryption, "pg of 0.6.25": encryption, ioredis: "PONG", bullmq: "every once" },
    engine: { ioredis: "PONG" },
    tables: {
      psycopg2: encryption,
      "redis-py": true,
      "django-redis": "kept",
      "channels-redis": "sent",
      kombu: "queued",
      redbeat: "test",
    },
  };
}

const refused = /certificate verify failed|CERTIFICATE_VERIFY_FAILED|UNABLE_TO_|SELF_SIGNED/;

/** What clients of the app say of Redis where the proxy of the pod refuses it. */
const closed = /ECONNRESET|EPIPE|Connection is closed/;

let withTls: ProgramRun;
let inClear: ProgramRun;

beforeAll(async () => {
  withTls = await stackWithTls();
  inClear = await runProgram("dev", { "openops:preset": "dev", "openops:execution": "engine" });
});

afterEach(removeContainers);

async function askAll(program: ProgramRun) {
  return {
    app: await askClients(program, "app"),
    engine: await askClients(program, "engine"),
    tables: await askClients(program, "tables"),
  };
}

describe("the clients of the services, at their releases", () => {
  test("reach both stores with TLS", async () => {
    const program = await start(withTls, { signs: {}, hasProxy: true });
    expect((await bootstrap(program)).status).toBe(0);

    expect(await askAll(program)).toEqual(answers("TLSv1.3"));
  }, 60_000);

  test("reach both stores in clear", async () => {
    const program = await start(inClear, { hasProxy: false });
    expect((await bootstrap(program)).status).toBe(0);

    expect(await askAll(program)).toEqual(answers("in clear"));
  }, 60_000);

  test("refuse both stores where a stranger signed the certificates", async () => {
    const program = await start(withTls, { signs: { authority: stranger }, hasProxy: true });
    const { app, engine, tables } = await askAll(program);

    expect([app.pg, app["pg of 0.6.25"], engine.ioredis, ...Object.values(tables)]).toEqual(
      Array.from({ length: 9 }, () => expect.stringMatching(refused)),
    );
    expect([app.ioredis, app.bullmq]).toEqual([expect.stringMatching(closed), expect.stringMatching(closed)]);
  }, 60_000);
});
