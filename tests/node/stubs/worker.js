// Stands for the worker of later releases: forks engines with an environment of its own choice.
const { fork } = require("node:child_process");
const { createServer } = require("node:http");
const { join } = require("node:path");
const { mkdirSync, writeFileSync } = require("node:fs");
const { Redis } = require("ioredis");
const { answer, refuse } = require("./echo.js");
const { environmentOf } = require("./environment.js");
const { checkStores, isCheck } = require("./check.js");

const env = environmentOf("worker");
const redis = new Redis(env.OPS_REDIS_URL, { maxRetriesPerRequest: null });
redis.on("error", (error) => console.error(`redis: ${error.message}`));

/** Nothing else reaches an engine: neither additional authorities nor credentials of clouds. */
const allowed = [
  ...["PATH", "HOME", "OPS_BASE_CODE_DIRECTORY", "OPS_ENCRYPTION_KEY", "OPS_OPENOPS_TABLES_API_URL"],
  ...["OPS_ENVIRONMENT_NAME", "OPS_QUEUE_MODE", "OPS_REDIS_URL", "OPS_SERVER_API_URL"],
];

let running = 0;
let ending = false;

function execute({ milliseconds }) {
  running += 1;
  const engine = fork(join(__dirname, "worker-engine.js"), [String(milliseconds)], {
    env: Object.fromEntries(allowed.filter((name) => name in env).map((name) => [name, env[name]])),
  });
  return new Promise((done, failed) => {
    engine.once("message", done);
    engine.once("exit", (code) => failed(new Error(`the engine ended with ${code}`)));
  }).finally(() => {
    running -= 1;
    endWhenIdle();
  });
}

function endWhenIdle() {
  if (ending && running === 0) {
    // The answer of the last flow is still on its way.
    setTimeout(() => process.exit(0), 200);
  }
}

async function main() {
  // npm installs there what flows compile against.
  mkdirSync(env.OPS_BASE_CODE_DIRECTORY, { recursive: true });
  writeFileSync(join(env.OPS_BASE_CODE_DIRECTORY, "package.json"), "{}");
  await redis.ping();
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
