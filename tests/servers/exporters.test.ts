import Redis from "ioredis";
import { alertsOf } from "../../components/plan/monitoring/alerts";
import { panels } from "../../components/plan/monitoring/dashboard";
import { exporters, gatewayExporter } from "../../components/plan/monitoring/exporters";
import { planOf } from "../support/configuration";
import { runProgram, type ProgramRun } from "../support/program";
import { Container } from "./container";
import { get, startGateway, startUpstreams, type Upstreams } from "./gateway";
import { exporterImage, exporterProgram, redisImage } from "./images";
import { eventually, nameHosts, scratchFolder } from "./machine";
import { podSpecOf, secretOf } from "./pod-spec";
import { bootstrap, postgresHost, postgresVolume, query, startPostgres, urlOf } from "./postgres";

const monitoring = { kind: "prometheus" };
const redisHost = "redis.openops-dev.svc";
const hosts = {
  [postgresHost]: "127.0.0.1",
  [redisHost]: "127.0.0.1",
  "openops-app": "127.0.1.1",
  "openops-tables": "127.0.1.2",
  "openops-analytics": "127.0.1.3",
};

let program: ProgramRun;
let upstreams: Upstreams;

/** Starts an exporter as the program declares it, from a pod of its own or beside another container. */
function startExporter(workload: string, sidecar?: string): Promise<Container> {
  return Container.start(podSpecOf(program, workload, sidecar), exporterImage(sidecar ?? workload), {
    command: [exporterProgram],
  });
}

/** What an exporter tells, once it tells that its server is up. */
function metricsOf(port: number, up: string): Promise<string> {
  return eventually(async () => {
    const { status, body } = await get("/metrics", { port });
    return status === 200 && body.includes(`\n${up} 1\n`) ? body : undefined;
  });
}

let told: string;

beforeAll(async () => {
  program = await runProgram("dev", {
    "openops:preset": "dev",
    "openops:monitoring": JSON.stringify(monitoring),
  });
  upstreams = await startUpstreams();
  await startGateway({ monitoring });
  const server = await startPostgres(program, await postgresVolume(program));
  const { status, log } = await bootstrap(program);
  expect({ status, log: status === 0 ? "" : `${log}${server.log()}` }).toEqual({ status: 0, log: "" });
  await Container.start(podSpecOf(program, "redis"), redisImage, {
    claims: { data: scratchFolder("redis-data") },
  });
  nameHosts(hosts);
  const queue = new Redis(secretOf(program, "openops-app").OPS_REDIS_URL ?? "");
  await eventually(() => queue.lpush("bull:oneTimeJobs:wait", "1", "2", "3"));
  await queue.zadd("bull:webhookJobs:failed", 1, "4");
  queue.disconnect();
  await startExporter("postgres-exporter");
  await startExporter("redis-exporter");
  await startExporter("nginx", gatewayExporter.name);
  const all = await Promise.all([
    metricsOf(exporters["database-exporter"].port, "pg_up"),
    metricsOf(exporters["cache-exporter"].port, "redis_up"),
    metricsOf(gatewayExporter.port, "nginx_up"),
  ]);
  told = all.join("\n");
});

afterAll(() => Promise.all(Object.values(upstreams).map((upstream) => upstream.close())));

/** The metrics of exporters in an expression; those of the blackbox exporter are its own. */
function metricsIn(expression: string): readonly string[] {
  return expression.match(/\b(pg|redis|nginx)_[a-z0-9_]+/g) ?? [];
}

const ofAlerts = alertsOf(planOf({ monitoring })).flatMap(({ expression }) => metricsIn(expression));
const ofDashboard = panels.flatMap(({ queries }) =>
  queries.flatMap(([, expression]) => metricsIn(expression)),
);

test.each([...new Set([...ofAlerts, ...ofDashboard])].sort())("an exporter tells %s", (metric) => {
  expect(told).toMatch(new RegExp(`^${metric}[{ ]`, "m"));
});

test("the lengths of queues are told by their keys", () => {
  expect(told).toContain('redis_key_size{db="db0",key="bull:oneTimeJobs:wait"} 3\n');
  expect(told).toContain('redis_key_size{db="db0",key="bull:webhookJobs:failed"} 1\n');
});

test("the size of every database is told, by a role that can read none of them", async () => {
  const { DATA_SOURCE_PASS: password = "" } = secretOf(program, "postgres-exporter");

  for (const database of ["openops", "tables", "analytics"]) {
    expect(told).toMatch(new RegExp(`^pg_database_size_bytes\\{datname="${database}"\\} \\d`, "m"));
    await expect(query(urlOf("openops_exporter", password, database), "SELECT 1")).rejects.toMatchObject({
      code: "42501",
    });
  }
  await expect(
    query(urlOf("openops_exporter", password, "postgres"), "SELECT rolpassword FROM pg_authid"),
  ).rejects.toMatchObject({ code: "42501" });
});

test("the exporter's user of Redis reads lengths of queues, and no value, key or setting", async () => {
  const { REDIS_PASSWORD: password = "" } = secretOf(program, "redis-exporter");
  const client = new Redis(`redis://openops_exporter:${password}@${redisHost}:6379/0`);
  const refused = (command: string, ...values: readonly string[]) =>
    expect(client.call(command, ...values)).rejects.toThrow(/^NOPERM /);

  expect(await client.llen("bull:oneTimeJobs:wait")).toBe(3);
  await refused("LRANGE", "bull:oneTimeJobs:wait", "0", "-1");
  await refused("LLEN", "celery");
  await refused("GET", "bull:oneTimeJobs:wait");
  await refused("KEYS", "*");
  await refused("CONFIG", "GET", "*");
  await refused("SLOWLOG", "GET", "1");
  await refused("ACL", "LIST");
  await refused("FLUSHALL");
  client.disconnect();
});

test("nginx' counters are not told to clients", async () => {
  const before = upstreams["openops-app"].seen.length;
  const { body } = await get("/stub_status");

  expect(body).not.toContain("Active connections");
  expect(upstreams["openops-app"].seen).toHaveLength(before + 1);
});
