import { applyDefinitions } from "../definitions";
import { ProgramCluster } from "../programs/program-cluster";

let cluster: ProgramCluster;
const monitoring = {
  kind: "prometheus",
  labels: { release: "kube-prometheus-stack" },
  probe: { prober: "blackbox-exporter.monitoring.svc:9115" },
  dashboard: { annotations: { grafana_folder: "FinOps" } },
};
const watched = { publicUrl: "https://openops.example.com", monitoring };

beforeAll(async () => {
  cluster = await ProgramCluster.start("openops-watched");
});

afterAll(() => cluster.stop());

test.each([
  ["servicemonitors", {}],
  ["prometheusrules", { serviceMonitor: false }],
  ["probes", { serviceMonitor: false, alerts: false }],
])("a stack is refused where the definition of %s is missing", async (plural, without) => {
  const refusal = await cluster.refusal({ ...watched, monitoring: { ...monitoring, ...without } });

  expect(refusal).toMatch(
    new RegExp(`${plural}\\.monitoring\\.coreos\\.com \\(openops:monitoring\\.\\w+\\)`),
  );
  expect((await cluster.kubectl(["get", "namespace", cluster.namespace])).ok).toBe(false);
});

describe("with the definitions of the Prometheus operator", () => {
  beforeAll(async () => {
    await applyDefinitions(cluster.kubectl, ["ServiceMonitor", "PrometheusRule", "Probe"]);
    await cluster.up(watched);
  });

  test("every pod is ready, exporters too", async () => {
    const readiness = await cluster.installation.readiness();

    expect(readiness).toEqual(
      expect.arrayContaining(["Deployment postgres-exporter 1/1", "Deployment redis-exporter 1/1"]),
    );
    expect(readiness.filter((line) => !/ (\d+)\/\1$/.test(line))).toEqual([]);
  });

  test("Prometheus is told where metrics are and what to warn of, as its definitions want it", async () => {
    expect(await cluster.stored("servicemonitor/openops")).toEqual({
      selector: { matchLabels: { "app.kubernetes.io/part-of": "openops" } },
      endpoints: [{ port: "metrics", path: "/metrics", interval: "30s" }],
    });
    expect(await cluster.stored("prometheusrule/openops", ".spec.groups[0].rules[0]")).toEqual({
      alert: "OpenOpsPostgresDown",
      expr: 'pg_up{namespace="openops-watched"} == 0',
      for: "5m",
      labels: { severity: "critical", namespace: "openops-watched" },
      annotations: {
        summary: "Postgres takes no connections",
        description:
          "OpenOps serves nothing without it. Look at the server, and at the log of postgres-exporter.",
      },
    });
    expect(await cluster.stored("probe/openops", ".spec.prober")).toMatchObject({
      url: "blackbox-exporter.monitoring.svc:9115",
      path: "/probe",
    });
    expect(await cluster.stored("probe/openops", ".metadata.labels")).toMatchObject({
      release: "kube-prometheus-stack",
    });
  });

  test("Grafana's sidecar finds the dashboard", async () => {
    expect(await cluster.stored("configmap/openops-dashboard", ".metadata")).toMatchObject({
      labels: { grafana_dashboard: "1" },
      annotations: { grafana_folder: "FinOps" },
    });
  });

  test("nothing changes without a change, and nothing is left once it is switched off", async () => {
    const { changes } = await cluster.up(watched);

    expect(Object.keys(changes).sort()).toEqual(["read", "same"]);
    await cluster.up({ ...watched, monitoring: { kind: "off" } });

    expect(await cluster.installation.names("servicemonitors,prometheusrules,probes")).toEqual([]);
    expect(await cluster.installation.names("deployments")).not.toContain("postgres-exporter");
  });
});
