// Stands for the worker of later releases: every run has an engine of its own, forked with an environment of the
// worker's choice.
const { fork } = require("node:child_process");
const { createServer } = require("node:http");
const { join } = require("node:path");
const { mkdirSync, writeFileSync } = require("node:fs");
const { Redis } = require("ioredis");
const { answer, refuse } = require("./echo.js");
const { environmentOf } = require("./environment.js");
const { checkStores, isCheck } = require("./check.js");
const { holdAsParent } = require("./memory.js");
const { installPackages } = require("./packages.js");

const env = environmentOf("worker");
const redis = new Redis(env.OPS_REDIS_URL, { maxRetriesPerRequest: null });
redis.on("error", (error) => console.error(`redis: ${error.message}`));

/** Nothing else reaches an engine: neither additional authorities nor credentials of clouds. */
const allowed = [
  ...["PATH", "HOME", "OPS_BASE_CODE_DIRECTORY", "OPS_ENCRYPTION_KEY", "OPS_OPENOPS_TABLES_API_URL"],
  ...["OPS_ENVIRONMENT_NAME", "OPS_QUEUE_MODE", "OPS_REDIS_URL", "OPS_SERVER_API_URL"],
];

/** Each of the two queues of flows, and the one of schedules, has its consumers. */
const consumers = 2 * Number(env.OPS_FLOW_WORKER_CONCURRENCY) + Number(env.OPS_SCHEDULED_WORKER_CONCURRENCY);
const waiting = [];
const pool = [];
let running = 0;
let ending = false;

function forkEngine() {
  const engine = fork(join(__dirname, "worker-engine.js"), {
    env: Object.fromEntries(allowed.filter((name) => name in env).map((name) => [name, env[name]])),
    execArgv: [`--max-old-space-size=${env.OPS_ENGINE_MEMORY_LIMIT_MB}`],
  });
  engine.ready = new Promise((done, failed) => {
    engine.once("message", done);
    engine.once("exit", (code, signal) => failed(new Error(`the engine ended with ${code ?? signal}`)));
  });
  engine.ready.catch((error) => console.error(error.message));
  return engine;
}

function fillPool() {
  while (!ending && pool.length < Number(env.OPS_ENGINE_POOL_MIN_SIZE)) {
    pool.push(forkEngine());
  }
}

async function runInEngine(flow) {
  const engine = pool.shift() ?? forkEngine();
  fillPool();
  await engine.ready;
  const result = new Promise((done, failed) => {
    engine.once("message", done);
    engine.once("exit", (code, signal) => failed(new Error(`the engine ended with ${code ?? signal}`)));
  });
  engine.send(flow);
  return result;
}

async function execute(flow) {
  if (running === consumers) {
    await new Promise((next) => waiting.push(next));
  }
  running += 1;
  try {
    return await runInEngine(flow);
  } finally {
    running -= 1;
    waiting.shift()?.();
    endWhenIdle();
  }
}

function endWhenIdle() {
  if (ending && running === 0 && waiting.length === 0) {
    // The answer of the last flow is still on its way.
    setTimeout(() => process.exit(0), 200);
  }
}

async function main() {
  mkdirSync(env.OPS_BASE_CODE_DIRECTORY, { recursive: true });
  await installPackages(env);
  writeFileSync(join(env.OPS_BASE_CODE_DIRECTORY, "package.json"), "{}");
  await redis.ping();
  holdAsParent();
  fillPool();
  createServer(async (request, response) => {
    if (request.url !== "/v1/engine/execute") {
      return request.url === "/v1/health"
        ? response.end('{"status":"OK"}')
        : answer("worker", request, response);
    }
    let body = "";
    for await (const chunk of request) {
      body += chunk;
    }
    execute(JSON.parse(body)).then(
      (result) => response.end(JSON.stringify(result)),
      (error) => response.writeHead(500).end(JSON.stringify({ error: error.message })),
    );
  }).listen(3000);
  process.on("SIGTERM", () => {
    ending = true;
    endWhenIdle();
  });
}

(isCheck ? checkStores(redis) : main()).catch(refuse);
