// Stands for the app: what it does at start and while it runs, from its environment alone.
const { createServer } = require("node:http");
const { setTimeout: sleep } = require("node:timers/promises");
const { Redis } = require("ioredis");
const { Pool } = require("pg");
const { answer, refuse, upgrade } = require("./echo.js");
const { environmentOf } = require("./environment.js");
const { checkStores, isCheck } = require("./check.js");
const { answerPerson } = require("./person/api.js");
const { isEngineIo, openSession } = require("./person/engine-io.js");
const { Flows } = require("./person/flows.js");
const { runFlow, signInToAnalytics, signInToTables } = require("./person/peers.js");
const { corsHeaders } = require("./person/sign-in.js");
const migrations = require("/opt/migrations.json");

const env = environmentOf("app");
// Read while the program is loaded: a release with an engine ends without the first, later ones without the second.
if (!env.OPS_ENGINE_URL && !env.OPS_WORKER_URL) {
  refuse(new Error("System property OPS_ENGINE_URL is not defined"));
}
const database = new Pool({ connectionString: env.OPS_POSTGRES_URL });
const redis = new Redis(env.OPS_REDIS_URL, { maxRetriesPerRequest: null });
const flows = new Flows(redis, (flow) => runFlow(env, flow));
// Connections are lost while servers restart; a request that needs one fails then, not the process.
database.on("error", (error) => console.error(`database: ${error.message}`));
redis.on("error", (error) => console.error(`redis: ${error.message}`));

/**
 * Migrations and seeds take no lock: whoever finds no table makes it, whoever finds a migration missing runs it,
 * and whoever finds no organisation adds one.
 */
async function migrate() {
  const { rows } = await database.query("SELECT to_regclass('public.migrations') AS found");
  await sleep(500);
  if (rows[0].found === null) {
    await database.query("CREATE TABLE migrations (id serial PRIMARY KEY, name text NOT NULL)");
  }
  const { rows: run } = await database.query("SELECT name FROM migrations");
  const missing = migrations.filter(({ name }) => !run.some((row) => row.name === name));
  for (const { name, sql } of missing) {
    await database.query(sql);
    await database.query("INSERT INTO migrations (name) VALUES ($1)", [name]);
  }
  const { rows: organisations } = await database.query("SELECT id FROM organization");
  await sleep(500);
  if (organisations.length === 0) {
    await database.query("INSERT INTO organization (name) VALUES ($1)", [env.OPS_OPENOPS_ADMIN_EMAIL]);
  }
}

async function work(url) {
  const note = url.searchParams.get("note");
  if (note !== null) {
    await database.query("INSERT INTO note (text) VALUES ($1)", [note]);
    await redis.set(`note:${note}`, note);
  }
  const { rows } = await database.query("SELECT count(*)::int AS notes FROM note");
  const keys = await redis.keys("note:*");
  return { notes: rows[0].notes, keys: keys.length };
}

const routes = {
  "/api/v1/health": () => ({ status: "OK" }),
  "/api/v1/work": work,
  "/api/v1/flow": (url) => runFlow(env, { milliseconds: Number(url.searchParams.get("milliseconds") ?? 0) }),
};

/** Answers what a person asks; false where that is nothing of it. */
async function answeredPerson(request, response) {
  const answered = await answerPerson(env, flows, request);
  if (answered === undefined) {
    return false;
  }
  const { status, cookies = [], body } = answered;
  // A text is sent as it is, as Fastify does.
  const content = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "Content-Type": "application/json", "Set-Cookie": cookies }).end(content);
  return true;
}

async function handle(request, response) {
  const url = new URL(request.url, "http://app");
  for (const [name, value] of Object.entries(corsHeaders(env, request.headers.origin))) {
    response.setHeader(name, value);
  }
  try {
    if (await answeredPerson(request, response)) {
      return;
    }
  } catch (error) {
    response.writeHead(500).end(JSON.stringify({ message: error.message }));
    return;
  }
  const route = routes[url.pathname];
  if (route === undefined) {
    return answer("app", request, response);
  }
  try {
    const body = JSON.stringify(await route(url));
    response.writeHead(200, { "Content-Type": "application/json" }).end(body);
  } catch (error) {
    response.writeHead(500).end(JSON.stringify({ error: error.message }));
  }
}

async function main() {
  await migrate();
  await redis.ping();
  await signInToTables(env, { email: env.OPS_OPENOPS_ADMIN_EMAIL, password: env.OPS_OPENOPS_ADMIN_PASSWORD });
  await signInToAnalytics(env);
  const server = createServer((request, response) => void handle(request, response)).on(
    "upgrade",
    (request, socket) => (isEngineIo(request) ? openSession(request, socket) : upgrade(request, socket)),
  );
  // A flow's synchronous answer may take as long as the flow.
  server.requestTimeout = 0;
  server.listen(3000);
  process.on("SIGTERM", () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}

(isCheck ? checkStores(redis, database) : main()).catch(refuse);
