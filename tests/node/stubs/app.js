// Stands for the app: what it does at start and while it runs, from its environment alone.
const { createServer } = require("node:http");
const { setTimeout: sleep } = require("node:timers/promises");
const { Redis } = require("ioredis");
const { Pool } = require("pg");
const { answer, refuse, upgrade } = require("./echo.js");
const { environmentOf } = require("./environment.js");
const { checkStores, isCheck } = require("./check.js");
const { signIn } = require("./sign-in.js");
const migrations = require("/opt/migrations.json");

const env = environmentOf("app");
const database = new Pool({ connectionString: env.OPS_POSTGRES_URL });
const redis = new Redis(env.OPS_REDIS_URL, { maxRetriesPerRequest: null });
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

/** Asks a service that the app needs at every start; a refused connection is not tried again. */
async function need(what, url, options) {
  const response = await fetch(url, options);
  if (response.status !== 200) {
    throw new Error(`${what} answered ${response.status}`);
  }
}

/** Signs in to the services that the app needs. */
async function signInToPeers() {
  const json = { method: "POST", headers: { "Content-Type": "application/json" } };
  await need("tables", `${env.OPS_OPENOPS_TABLES_API_URL}/openops-tables/api/user/token-auth/`, {
    ...json,
    body: JSON.stringify({ email: env.OPS_OPENOPS_ADMIN_EMAIL, password: env.OPS_OPENOPS_ADMIN_PASSWORD }),
  });
  await need("analytics", `${env.OPS_ANALYTICS_PRIVATE_URL}/openops-analytics/api/v1/security/login`, {
    ...json,
    body: JSON.stringify({ username: "admin", password: env.OPS_ANALYTICS_ADMIN_PASSWORD }),
  });
}

/** Runs a flow: the engine's or the worker's route, both without authentication. */
async function runFlow(milliseconds) {
  const url = env.OPS_ENGINE_URL ?? `${env.OPS_WORKER_URL}/v1/engine/execute`;
  const response = await fetch(url, { method: "POST", body: JSON.stringify({ milliseconds }) });
  return { status: response.status, result: await response.json() };
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
  "/api/v1/flow": (url) => runFlow(Number(url.searchParams.get("milliseconds") ?? 0)),
};

/** Signs a person in, with the cookies that the browser keeps. */
async function answerSignIn(request, response) {
  const body = (await request.toArray()).join("");
  const answered = signIn(env, JSON.parse(body));
  const headers = { "Content-Type": "application/json", "Set-Cookie": answered.cookies };
  response.writeHead(answered.status, headers).end(JSON.stringify(answered.body));
}

async function handle(request, response) {
  const url = new URL(request.url, "http://app");
  if (request.method === "POST" && url.pathname === "/api/v1/authentication/sign-in") {
    return answerSignIn(request, response);
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
  await signInToPeers();
  const server = createServer((request, response) => void handle(request, response)).on("upgrade", upgrade);
  // A flow's synchronous answer may take as long as the flow.
  server.requestTimeout = 0;
  server.listen(3000);
  process.on("SIGTERM", () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}

(isCheck ? checkStores(redis, database) : main()).catch(refuse);
