// Stands for an engine that the worker forks: it connects by itself, with what the worker let through.
const { Redis } = require("ioredis");
const { runCodeStep } = require("./code-step.js");

const [, , milliseconds] = process.argv;
const redis = new Redis(process.env.OPS_REDIS_URL, { maxRetriesPerRequest: 2 });
redis.on("error", (error) => console.error(`engine's redis: ${error.message}`));

async function main() {
  await new Promise((done) => setTimeout(done, Number(milliseconds)));
  await redis.incr("flows");
  const app = await fetch(`${process.env.OPS_SERVER_API_URL}v1/health`);
  const tables = await fetch(`${process.env.OPS_OPENOPS_TABLES_API_URL}/openops-tables/api/_health/`);
  const code = runCodeStep(process.env);
  const result = { milliseconds: Number(milliseconds), app: app.status, tables: tables.status, code };
  process.send(result, () => process.exit(0));
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
