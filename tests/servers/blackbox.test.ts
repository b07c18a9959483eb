import { spawn, type ChildProcess } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { chownSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { alertsOf } from "../../components/plan/monitoring/alerts";
import { createAuthority } from "../../sandbox/control-plane/certificates";
import { planOf } from "../support/configuration";
import { runProgram } from "../support/program";
import { writtenConfig } from "../support/written-config";
import { get, startGateway, startUpstreams, type Upstreams } from "./gateway";
import { builtProgram, eventually, nameHosts, scratchFile, scratchFolder } from "./machine";

const host = "openops.example.com";
const publicUrl = `https://${host}:8443`;
const values = {
  publicUrl,
  exposure: { kind: "load-balancer", tls: { kind: "existing-secret" } },
  monitoring: { kind: "prometheus", probe: { prober: "127.0.0.1:9115" } },
};
const port = 9115;
const authority = createAuthority("public");
const { certificate, key } = authority.issue({ commonName: host }, [host]);

/** What the stack tells Prometheus to ask the blackbox exporter. */
const probeSchema = z.object({
  module: z.string(),
  prober: z.object({ url: z.literal(`127.0.0.1:${port}`), path: z.string() }),
  targets: z.object({ staticConfig: z.object({ static: z.array(z.string()) }) }),
});

let exporter: ChildProcess;
let upstreams: Upstreams;
let probe: z.output<typeof probeSchema>;

/** The exporter as its authors publish it, with the module that a stack names unless it is told another. */
function startExporter(): ChildProcess {
  const authorityFile = scratchFile("ca.crt", authority.certificate);
  const http = { tls_config: { ca_file: authorityFile }, preferred_ip_protocol: "ip4" };
  const config = { modules: { http_2xx: { prober: "http", http } } };
  // JSON is YAML.
  const file = scratchFile("blackbox.yml", JSON.stringify(config));
  return spawn(
    builtProgram("exporters", "blackbox-exporter"),
    [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${port}`],
    { stdio: "ignore" },
  );
}

function certificateFolder(): string {
  const folder = scratchFolder("certificate");
  for (const [name, content] of [
    ["tls.crt", certificate],
    ["tls.key", key],
  ] as const) {
    writeFileSync(join(folder, name), content, { mode: 0o440 });
    chownSync(join(folder, name), 0, 101);
  }
  return folder;
}

/** What Prometheus gets when it asks for a target as the Probe says. */
async function ask(target: string): Promise<string> {
  const query = new URLSearchParams({ target, module: probe.module });
  const { status, body } = await get(`${probe.prober.path}?${query.toString()}`, { port });
  expect(status).toBe(200);
  return body;
}

beforeAll(async () => {
  const run = await runProgram("dev", writtenConfig({ preset: "dev", ...values }));
  probe = probeSchema.parse(run.find("kubernetes:monitoring.coreos.com/v1:Probe", "probe").inputs.spec);
  upstreams = await startUpstreams();
  await startGateway(values, { certificateFolder: certificateFolder() });
  nameHosts({
    [host]: "127.0.0.1",
    "openops-app": "127.0.1.1",
    "openops-tables": "127.0.1.2",
    "openops-analytics": "127.0.1.3",
    "openops-app.openops-dev.svc": "127.0.1.1",
    "openops-analytics.openops-dev.svc": "127.0.1.3",
  });
  exporter = startExporter();
  await eventually(async () => ((await get("/-/healthy", { port })).status === 200 ? true : undefined));
});

afterAll(async () => {
  exporter.kill();
  await Promise.all(Object.values(upstreams).map((upstream) => upstream.close()));
});

const page = `${publicUrl}/healthz`;
const app = "http://openops-app.openops-dev.svc:80/api/v1/health";
const analytics = "http://openops-analytics.openops-dev.svc:8088/health";

test("the Probe names the public address, the gateway, the app and analytics", () => {
  expect(probe.targets.staticConfig.static).toEqual([
    page,
    "http://nginx.openops-dev.svc:80/healthz",
    app,
    analytics,
  ]);
});

test("a real blackbox exporter tells every metric of its own that an alert names", async () => {
  const told = await ask(page);
  const named = alertsOf(planOf(values)).flatMap(
    ({ expression }) => expression.match(/\bprobe_[a-z_]+/g) ?? [],
  );

  expect([...new Set(named)].sort()).toEqual(["probe_ssl_earliest_cert_expiry", "probe_success"]);
  for (const metric of named) {
    expect(told).toMatch(new RegExp(`^${metric} `, "m"));
  }
});

test.each([page, app, analytics])("%s answers it", async (target) => {
  expect(await ask(target)).toContain("\nprobe_success 1\n");
});

test("the end of the certificate that it tells is the certificate's", async () => {
  const ends = new Date(new X509Certificate(certificate).validTo).getTime() / 1000;
  const told = /^probe_ssl_earliest_cert_expiry (\S+)$/m.exec(await ask(page))?.[1];

  expect(Number(told)).toBe(ends);
});

test("a service that answers with a failure, or not at all, is told as one that is down", async () => {
  upstreams["openops-app"].handler = (_request, response) => {
    response.writeHead(503).end();
  };
  await upstreams["openops-analytics"].close();

  expect(await ask(app)).toContain("\nprobe_success 0\n");
  expect(await ask(analytics)).toContain("\nprobe_success 0\n");
});
