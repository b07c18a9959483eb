// Stands for an engine that the worker forks: it connects by itself, with what the worker let through, runs one
// flow and ends.
const { Redis } = require("ioredis");
const { runCodeStep } = require("./code-step.js");
const { holdAtWork, holdWhenReady } = require("./memory.js");

const heapMi = Number(process.execArgv.join(" ").match(/--max-old-space-size=(\d+)/)?.[1]);
const redis = new Redis(process.env.OPS_REDIS_URL, { maxRetriesPerRequest: 2 });
redis.on("error", (error) => console.error(`engine's redis: ${error.message}`));

async function run({ milliseconds, code = true }) {
  holdAtWork(heapMi);
  await new Promise((done) => setTimeout(done, milliseconds));
  await redis.incr("flows");
  const app = await fetch(`${process.env.OPS_SERVER_API_URL}v1/health`);
  const tables = await fetch(`${process.env.OPS_OPENOPS_TABLES_API_URL}/openops-tables/api/_health/`);
  const answered = { milliseconds, app: app.status, tables: tables.status };
  return code ? { ...answered, code: runCodeStep(process.env) } : answered;
}

holdWhenReady();
process.once("message", (flow) => {
  run(flow).then(
    (result) => process.send(result, () => process.exit(0)),
    (error) => {
      console.error(error.message);
      process.exit(1);
    },
  );
});
process.once("disconnect", () => process.exit(0));
process.send("ready");
