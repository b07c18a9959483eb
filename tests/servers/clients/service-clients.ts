import { z } from "zod";
import type { ProgramRun } from "../../support/program";
import { Container } from "../container";
import { appImage, engineImage, tablesImage, type Image } from "../images";
import { installedPackages, scratchFolder } from "../machine";
import { podSpecOf } from "../pod-spec";

/** Notes what each piece of work answers, or the code or the words of its error, and prints all of it. */
const noteOfNode = `
const outcomes = {};
async function note(name, work) {
  try {
    outcomes[name] = await work();
  } catch (error) {
    outcomes[name] = error.code ?? error.message;
  }
}
function done() {
  console.log(JSON.stringify(outcomes));
  process.exit();
}
const once = { retryStrategy: () => null, disconnectTimeout: 100, maxRetriesPerRequest: null };
function connect() {
  const client = new (require("ioredis").Redis)(process.env.OPS_REDIS_URL, { ...once, lazyConnect: true });
  client.on("error", (error) => (client.reason ??= error));
  return client;
}
async function ping() {
  const client = connect();
  try {
    await client.connect();
    return await client.ping();
  } catch (error) {
    throw client.reason ?? error;
  } finally {
    client.disconnect();
  }
}
`;

/** The app's clients: node-postgres of its releases, and BullMQ with a job and a schedule. */
const app = `${noteOfNode}
async function encryption(name) {
  const client = new (require(name).Client)({ connectionString: process.env.OPS_POSTGRES_URL });
  await client.connect();
  const { rows } = await client.query("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
  await client.end();
  return rows[0].version ?? "in clear";
}
async function jobs() {
  await ping();
  const { Queue, Worker } = require("bullmq");
  const queue = new Queue("flows", { connection: connect() });
  const seen = new Set();
  const all = new Promise((resolve) => {
    new Worker("flows", async ({ name }) => seen.add(name).size === 2 && resolve(), { connection: connect() });
  });
  await queue.add("every", {}, { repeat: { every: 100 } });
  await queue.add("once", {}, { delay: 20 });
  await all;
  return [...seen].sort().join(" ");
}
(async () => {
  await note("pg", () => encryption("pg"));
  await note("pg of 0.6.25", () => encryption("pg-of-last-engine"));
  await note("ioredis", ping);
  await note("bullmq", jobs);
  done();
})();
`;

const engine = `${noteOfNode}
note("ioredis", ping).then(done);
`;

/** The clients of tables, by the settings that Baserow makes of its variables. */
const tables = `
import asyncio, json, os, traceback
import django
from django.conf import settings

url = os.environ["REDIS_URL"]
settings.configure(CACHES={"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": url}})
django.setup()

def postgres():
    import psycopg2
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known = {name: os.environ["DATABASE_" + variable] for name, variable in names.items()}
    connection = psycopg2.connect(**known, **json.loads(os.environ.get("DATABASE_OPTIONS", "{}")))
    cursor = connection.cursor()
    cursor.execute("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    return cursor.fetchone()[0] or "in clear"

def redis_py():
    import redis
    return redis.from_url(url).ping()

def cache():
    from django.core.cache import cache
    cache.set("test", "kept")
    return cache.get("test")

def channels():
    from channels_redis.core import RedisChannelLayer
    async def exchange():
        layer = RedisChannelLayer(hosts=[url])
        await layer.send("test", {"text": "sent"})
        return (await layer.receive("test"))["text"]
    return asyncio.run(exchange())

def broker():
    from kombu import Connection
    with Connection(url) as connection:
        with connection.SimpleQueue("test") as queue:
            queue.put("queued")
            message = queue.get(timeout=10)
            message.ack()
            return message.payload

def schedule():
    from celery import Celery
    from celery.schedules import schedule as every
    from redbeat import RedBeatSchedulerEntry
    app = Celery(broker=url)
    app.conf.redbeat_redis_url = url
    entry = RedBeatSchedulerEntry("test", "task", every(60), app=app)
    entry.save()
    return RedBeatSchedulerEntry.from_key(entry.key, app=app).name

outcomes = {}
works = {"psycopg2": postgres, "redis-py": redis_py, "django-redis": cache, "channels-redis": channels,
         "kombu": broker, "redbeat": schedule}
for name, work in works.items():
    try:
        outcomes[name] = work()
    except Exception:
        # The reason may be that of an error before the last one.
        outcomes[name] = traceback.format_exc()
print(json.dumps(outcomes))
`;

/** The image of a service with its own clients, and the command that runs them. */
const clients = {
  app: () => ({
    image: { ...appImage(app), folders: { "/usr/src/app/node_modules": nodePackages() } },
    command: ["node", "main.js"],
  }),
  engine: () => ({
    image: { ...engineImage(engine), folders: { "/var/task/node_modules": nodePackages() } },
    command: ["node", "main.js"],
  }),
  tables: () => ({ image: tablesImage(), command: ["python3", "-c", tables] }),
} as const satisfies Readonly<Record<string, () => { image: Image; command: readonly string[] }>>;

/** A service whose clients are run. */
export type ClientService = keyof typeof clients;

function nodePackages(): string {
  return `${installedPackages("app-clients")}/node_modules`;
}

/** What each client of a service says in its pod, by the client's name. */
export async function askClients(
  program: ProgramRun,
  service: ClientService,
): Promise<Readonly<Record<string, unknown>>> {
  const { image, command } = clients[service]();
  const container = await Container.start(podSpecOf(program, `openops-${service}`), image, {
    command,
    claims: { data: scratchFolder("data") },
  });
  const status = await container.ended;
  const lines = container.log().trim().split("\n");
  if (status !== 0) {
    throw new Error(`The clients of ${service} ended with ${status}:\n${lines.join("\n")}`);
  }
  return z.record(z.string(), z.unknown()).parse(JSON.parse(lines.at(-1) ?? ""));
}
