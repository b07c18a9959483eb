import { z } from "zod";
import { podOf } from "../../support/pod-of";
import { runProgram, type ProgramRun } from "../../support/program";

const watched = {
  kind: "prometheus",
  labels: { release: "kube-prometheus-stack" },
  probe: { prober: "blackbox-exporter.monitoring.svc:9115" },
  dashboard: {},
};

function stackWith(more: Readonly<Record<string, unknown>> = {}, monitoring: object = watched) {
  const values = { preset: "dev", publicUrl: "https://openops.example.com", monitoring, ...more };
  const entries = Object.entries(values).map(([key, value]) => [
    `openops:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return runProgram("dev", Object.fromEntries(entries), { secretKeys: ["openops:redisPassword"] });
}

const kindOf = (kind: string) => `kubernetes:monitoring.coreos.com/v1:${kind}`;

function variablesOf(run: ProgramRun, name: string) {
  const { env } = podOf(run, "apps/v1:Deployment", name);
  return Object.fromEntries(env.map(({ name: variable, value }) => [variable, value]));
}

let stack: ProgramRun;

beforeAll(async () => {
  stack = await stackWith();
});

describe("a stack that is watched", () => {
  test("has an exporter of Postgres with a role of its own", () => {
    expect(variablesOf(stack, "postgres-exporter")).toEqual({
      DATA_SOURCE_USER: "openops_exporter",
      DATA_SOURCE_URI: "postgres.openops-dev.svc:5432/postgres?sslmode=disable&connect_timeout=5",
    });
    expect(stack.find("kubernetes:core/v1:Secret", "postgres-exporter").inputs.stringData).toEqual({
      DATA_SOURCE_PASS: "generated-postgresExporterPassword",
    });
  });

  test("has an exporter of Redis with a user of its own, which tells how long the queues are", () => {
    expect(variablesOf(stack, "redis-exporter")).toMatchObject({
      REDIS_ADDR: "redis://redis.openops-dev.svc:6379",
      REDIS_USER: "openops_exporter",
      REDIS_EXPORTER_DISABLE_EXPORTING_KEY_VALUES: "true",
      REDIS_EXPORTER_CHECK_SINGLE_KEYS: expect.stringMatching(
        /^db0=bull:oneTimeJobs:wait,db0=bull:oneTimeJobs:active,/,
      ),
    });
    expect(stack.find("kubernetes:core/v1:Secret", "redis-users").inputs.stringData).toEqual({
      "users.acl": [
        "user default on >generated-redisPassword ~* &* +@all",
        "user openops_exporter on resetkeys resetchannels -@all +ping +info +select +type +llen +zcard +slowlog|len +latency|latest +latency|histogram %R~bull:* >generated-redisExporterPassword",
        "",
      ].join("\n"),
    });
  });

  test("reads nginx' counters in its pods, by an address that no other pod has", () => {
    const { data } = stack.find("kubernetes:core/v1:ConfigMap", "nginx").inputs;

    expect(stack.find("kubernetes:apps/v1:Deployment", "nginx").inputs).toMatchObject({
      spec: {
        template: {
          spec: {
            initContainers: [
              {
                name: "nginx-exporter",
                image: "docker.io/nginx/nginx-prometheus-exporter:1.5.3",
                restartPolicy: "Always",
                env: [{ name: "SCRAPE_URI", value: "http://127.0.0.1:8081/stub_status" }],
              },
            ],
          },
        },
      },
    });
    expect(JSON.stringify(data)).toContain("listen 127.0.0.1:8081;");
  });

  test("tells Prometheus where the metrics are", () => {
    const services = stack.resources.filter(
      ({ type, inputs }) =>
        type === "kubernetes:core/v1:Service" && JSON.stringify(inputs).includes('"name":"metrics"'),
    );

    expect(services.map(({ name }) => name).sort()).toEqual([
      "nginx-exporter",
      "postgres-exporter",
      "redis-exporter",
    ]);
    expect(stack.find(kindOf("ServiceMonitor"), "service-monitor").inputs).toMatchObject({
      metadata: { labels: { release: "kube-prometheus-stack" } },
      spec: {
        selector: { matchLabels: { "app.kubernetes.io/part-of": "openops" } },
        endpoints: [{ port: "metrics", path: "/metrics", interval: "30s" }],
      },
    });
  });

  test("has its addresses asked by the blackbox exporter", () => {
    expect(stack.find(kindOf("Probe"), "probe").inputs.spec).toEqual({
      jobName: "openops-dev-probe",
      interval: "30s",
      module: "http_2xx",
      prober: { url: "blackbox-exporter.monitoring.svc:9115", path: "/probe" },
      targets: {
        staticConfig: {
          static: [
            "https://openops.example.com/healthz",
            "http://nginx.openops-dev.svc:80/healthz",
            "http://openops-app.openops-dev.svc:80/api/v1/health",
            "http://openops-analytics.openops-dev.svc:8088/health",
          ],
          labels: { namespace: "openops-dev" },
        },
      },
    });
  });

  test("has alerts of its own namespace alone, each with what to look at", () => {
    const rules = z.object({
      groups: z.tuple([
        z.object({
          rules: z.array(
            z.object({
              alert: z.string(),
              expr: z.string(),
              annotations: z.object({ summary: z.string(), description: z.string() }),
            }),
          ),
        }),
      ]),
    });
    const [{ rules: alerts }] = rules.parse(
      stack.find(kindOf("PrometheusRule"), "prometheus-rule").inputs.spec,
    ).groups;

    expect(alerts.map(({ alert }) => alert)).toEqual([
      "OpenOpsPostgresDown",
      "OpenOpsPostgresConnectionsRunOut",
      "OpenOpsPostgresDeadlocks",
      "OpenOpsRedisDown",
      "OpenOpsRedisMemoryRunsOut",
      "OpenOpsJobsWait",
      "OpenOpsRedisDoesNotSave",
      "OpenOpsGatewayDown",
      "OpenOpsGatewayDropsConnections",
      "OpenOpsUnreachable",
      "OpenOpsCertificateExpires",
    ]);
    expect(alerts.filter(({ expr }) => !/(namespace|job)="openops-dev/.test(expr))).toEqual([]);
    expect(alerts.find(({ alert }) => alert === "OpenOpsJobsWait")?.expr).toBe(
      'sum(redis_key_size{namespace="openops-dev", key=~"bull:oneTimeJobs:wait|bull:repeatableJobs:wait|bull:webhookJobs:wait"}) > 1000',
    );
  });

  test("has a dashboard that Grafana's sidecar finds", () => {
    const { metadata, data } = stack.find("kubernetes:core/v1:ConfigMap", "dashboard").inputs;
    const files = z.object({ "openops.json": z.string() }).parse(data);
    const dashboard: unknown = JSON.parse(files["openops.json"]);

    expect(metadata).toMatchObject({ name: "openops-dashboard", labels: { grafana_dashboard: "1" } });
    expect(dashboard).toMatchObject({ title: "OpenOps", panels: expect.any(Array) });
  });

  test("has its definitions looked for before anything is made", () => {
    expect(stack.reads.filter((read) => read.includes("monitoring"))).toEqual([
      "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition servicemonitors.monitoring.coreos.com",
      "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition prometheusrules.monitoring.coreos.com",
      "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition probes.monitoring.coreos.com",
    ]);
  });

  test("tells the images of its exporters", () => {
    expect(stack.outputs.images).toEqual(
      expect.arrayContaining([
        "docker.io/nginx/nginx-prometheus-exporter:1.5.3",
        "docker.io/oliver006/redis_exporter:v1.93.0",
        "quay.io/prometheuscommunity/postgres-exporter:v0.20.1",
      ]),
    );
  });
});

test("a stack that is not watched has no exporter, no user for one and no counters", async () => {
  const run = await runProgram("dev", { "openops:preset": "dev" });
  const objects = run.resources
    .filter(({ type }) => !type.startsWith("random:"))
    .map(({ type, inputs }) => ({ type, inputs }));

  expect(JSON.stringify(objects)).not.toMatch(
    /exporter:v|stub_status|monitoring\.coreos|openops_exporter on/,
  );
});

test("without its operator a stack has exporters alone", async () => {
  const run = await stackWith({}, { kind: "prometheus", serviceMonitor: false, alerts: false });

  expect(run.resources.filter(({ type }) => type.includes("monitoring.coreos"))).toEqual([]);
  expect(run.resources.some(({ name }) => name === "dashboard")).toBe(false);
  expect(variablesOf(run, "postgres-exporter").DATA_SOURCE_USER).toBe("openops_exporter");
});

describe("exporters of servers with TLS", () => {
  test("verify what they talk to", async () => {
    const tls = { tls: { kind: "generated" } };
    const run = await stackWith({ database: tls, cache: tls });

    expect(variablesOf(run, "postgres-exporter").DATA_SOURCE_URI).toBe(
      "postgres.openops-dev.svc:5432/postgres?sslmode=verify-full&sslrootcert=/etc/openops/ca/postgres.pem&connect_timeout=5",
    );
    expect(variablesOf(run, "redis-exporter")).toMatchObject({
      REDIS_ADDR: "rediss://redis.openops-dev.svc:6379",
      REDIS_EXPORTER_TLS_CA_CERT_FILE: "/etc/openops/ca/redis.pem",
    });
  });

  test("come through the proxy where the certificate has another name", async () => {
    const run = await stackWith({
      redisPassword: "a-password-of-redis",
      cache: {
        kind: "external",
        host: "10.0.0.7",
        addresses: ["10.0.0.0/24"],
        tls: { kind: "verify-ca", serverName: "10.0.0.7", authority: { kind: "public" } },
      },
    });
    const { REDIS_ADDR: address, REDIS_USER: user } = variablesOf(run, "redis-exporter");

    expect([address, user]).toEqual(["redis://127.0.0.1:6379", undefined]);
    expect(run.find("kubernetes:core/v1:ConfigMap", "redis-exporter-cache-proxy").inputs.data).toMatchObject({
      "nginx.conf": expect.stringContaining("proxy_ssl_verify on;"),
    });
    expect(run.find("kubernetes:core/v1:Secret", "redis-exporter").inputs.stringData).toEqual({
      REDIS_PASSWORD: "a-password-of-redis",
    });
  });
});
