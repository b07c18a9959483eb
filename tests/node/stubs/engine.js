// Stands for the engine of releases up to 0.6.25: runs flows that the app asks for.
const { createServer } = require("node:http");
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { Redis } = require("ioredis");
const { runCodeStep } = require("./code-step.js");
const { refuse } = require("./echo.js");
const { environmentOf } = require("./environment.js");
const { installPackages } = require("./packages.js");

const env = environmentOf("engine");
const redis = new Redis(env.OPS_REDIS_URL, { maxRetriesPerRequest: null });
redis.on("error", (error) => console.error(`redis: ${error.message}`));

async function execute(request) {
  let body = "";
  for await (const chunk of request) {
    body += chunk;
  }
  const { milliseconds, code = true } = JSON.parse(body);
  await new Promise((done) => setTimeout(done, milliseconds));
  const app = await fetch(`${env.OPS_SERVER_API_URL}v1/health`);
  const tables = await fetch(`${env.OPS_OPENOPS_TABLES_API_URL}/openops-tables/api/_health/`);
  await redis.incr("flows");
  return { milliseconds, app: app.status, tables: tables.status, ...(code && { code: runCodeStep(env) }) };
}

async function main() {
  if (!existsSync(join(env.OPS_BASE_CODE_DIRECTORY, "package.json"))) {
    throw new Error(`${env.OPS_BASE_CODE_DIRECTORY} has nothing that flows compile against`);
  }
  await installPackages(env);
  await redis.ping();
  createServer((request, response) => {
    execute(request).then(
      (result) => response.end(JSON.stringify(result)),
      (error) => response.writeHead(500).end(JSON.stringify({ error: error.message })),
    );
  }).listen(3005);
}

main().catch(refuse);
