import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ensureTools, resetCluster, startCluster, type Cluster } from "../../sandbox";
import { until } from "../../sandbox/processes/until";
import { kubectlFor, type Kubectl } from "./kubectl";

const root = resolve(__dirname, "../..");
const report = (): void => undefined;
const base = mkdtempSync(join(tmpdir(), "openops-objects-"));
const folder = join(base, "cluster");
let cluster: Cluster;
let kubectl: Kubectl;

/** Applies a manifest and gives kubectl's answer; every object is in the namespace default. */
async function apply(manifest: object): Promise<string> {
  return (await kubectl(["apply", "-f", "-"], JSON.stringify(manifest))).output;
}

async function awaitJsonPath(object: string, path: string, value?: string): Promise<string> {
  const condition = `--for=jsonpath={${path}}${value === undefined ? "" : `=${value}`}`;
  return (await kubectl(["wait", object, condition, "--timeout=30s"])).output;
}

async function valueOf(object: string, path: string): Promise<string> {
  return (await kubectl(["get", object, "-o", `jsonpath={${path}}`])).output;
}

function claim(name: string, size: string): object {
  const spec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: size } } };
  return { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { name }, spec };
}

function podTemplate(app: string, changes: object = {}): object {
  return { metadata: { labels: { app } }, spec: { containers: [{ name: app, image: app }], ...changes } };
}

function workload(kind: string, app: string, changes: object): object {
  const spec = { selector: { matchLabels: { app } }, template: podTemplate(app), ...changes };
  return { apiVersion: "apps/v1", kind, metadata: { name: app }, spec };
}

beforeAll(async () => {
  const tools = await ensureTools({ root, report });
  cluster = await startCluster({ root, folder, tools, report });
  kubectl = kubectlFor(tools.kubectl, cluster.deployerKubeconfig);
});

afterAll(async () => {
  await resetCluster({ root, folder, report });
  rmSync(base, { recursive: true });
});

test("a Deployment with init containers and a sidecar becomes available", async () => {
  const initContainers = [
    { name: "wait", image: "wait" },
    { name: "sidecar", image: "sidecar", restartPolicy: "Always" },
  ];
  await apply(
    workload("Deployment", "web", { replicas: 2, template: podTemplate("web", { initContainers }) }),
  );
  expect((await kubectl(["rollout", "status", "deployment/web", "--timeout=30s"])).ok).toBe(true);
  const states = await valueOf("pods", ".items[0].status.initContainerStatuses[*].state");
  expect(states).toMatch(/^\{"terminated".*\} \{"running".*\}$/);
});

test("a StatefulSet gets its volume and becomes ready", async () => {
  const volumeClaimTemplates = [claim("data", "1Gi")];
  await apply(workload("StatefulSet", "db", { serviceName: "db", volumeClaimTemplates }));
  expect((await kubectl(["rollout", "status", "statefulset/db", "--timeout=30s"])).ok).toBe(true);
  expect(await valueOf("pvc/data-db-0", ".status.phase")).toBe("Bound");
});

test("a claim that is enlarged grows, and its volume with it", async () => {
  const spec = { resources: { requests: { storage: "3Gi" } } };
  await kubectl(["patch", "pvc/data-db-0", "--patch", JSON.stringify({ spec })]);
  expect(await awaitJsonPath("pvc/data-db-0", ".status.capacity.storage", "3Gi")).toContain("condition met");
  const volume = await valueOf("pvc/data-db-0", ".spec.volumeName");
  expect(await valueOf(`pv/${volume}`, ".spec.capacity.storage")).toBe("3Gi");
});

test("a claim without a pod waits, as on a cloud", async () => {
  await apply(claim("unused", "1Gi"));
  const reason = '.items[?(@.involvedObject.name=="unused")].reason';
  const told = await until(30, async () => (await valueOf("events", reason)) || undefined);
  expect(told).toBe("WaitForFirstConsumer");
  expect(await valueOf("pvc/unused", ".status.phase")).toBe("Pending");
});

test("a deleted claim takes its volume with it", async () => {
  const volume = await valueOf("pvc/data-db-0", ".spec.volumeName");
  await kubectl(["delete", "statefulset/db", "pvc/data-db-0"]);
  expect((await kubectl(["wait", `pv/${volume}`, "--for=delete", "--timeout=30s"])).ok).toBe(true);
});

test("a Job completes", async () => {
  const spec = { template: podTemplate("once", { restartPolicy: "Never" }) };
  await apply({ apiVersion: "batch/v1", kind: "Job", metadata: { name: "once" }, spec });
  expect((await kubectl(["wait", "job/once", "--for=condition=Complete", "--timeout=30s"])).ok).toBe(true);
});

test("a LoadBalancer Service gets an address of the documentation's range", async () => {
  const spec = { type: "LoadBalancer", selector: { app: "web" }, ports: [{ port: 80 }] };
  await apply({ apiVersion: "v1", kind: "Service", metadata: { name: "lb" }, spec });
  expect(await awaitJsonPath("service/lb", ".status.loadBalancer.ingress[0].ip")).toContain("condition met");
  expect(await valueOf("service/lb", ".status.loadBalancer.ingress[0].ip")).toMatch(/^198\.51\.100\.\d+$/);
});

test("an Ingress gets an address", async () => {
  const spec = { defaultBackend: { service: { name: "lb", port: { number: 80 } } } };
  await apply({ apiVersion: "networking.k8s.io/v1", kind: "Ingress", metadata: { name: "web" }, spec });
  expect(await awaitJsonPath("ingress/web", ".status.loadBalancer.ingress[0].ip", "198.51.100.1")).toContain(
    "condition met",
  );
});

test("a pod that lost its readiness while its node was away becomes Ready again", async () => {
  const pod = await valueOf("pods", '.items[?(@.metadata.labels.app=="web")].metadata.name');
  const name = `pod/${pod.split(" ")[0] ?? ""}`;
  const status = { conditions: [{ type: "Ready", status: "False" }] };
  const before = await valueOf(name, ".metadata.resourceVersion");
  await kubectl(["patch", name, "--subresource=status", "--patch", JSON.stringify({ status })]);
  expect((await kubectl(["wait", name, "--for=condition=Ready", "--timeout=30s"])).ok).toBe(true);
  expect(Number(await valueOf(name, ".metadata.resourceVersion"))).toBeGreaterThan(Number(before) + 1);
});

test("kubectl logs says that pods do not run", async () => {
  expect((await kubectl(["logs", "deployment/web", "-c", "web"])).output).toContain("pods are played");
});

test("the baseline Pod Security level refuses a privileged pod", async () => {
  const labels = { "pod-security.kubernetes.io/enforce": "baseline" };
  await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "guarded", labels } });
  const containers = [{ name: "root", image: "root", securityContext: { privileged: true } }];
  const metadata = { name: "privileged", namespace: "guarded" };
  await kubectl(["wait", "serviceaccount/default", "-n", "guarded", "--for=create", "--timeout=30s"]);
  expect(await apply({ apiVersion: "v1", kind: "Pod", metadata, spec: { containers } })).toContain(
    'violates PodSecurity "baseline:latest": privileged',
  );
});

test("a namespace is deleted with all that is in it", async () => {
  expect((await kubectl(["delete", "namespace/guarded", "--timeout=30s"])).ok).toBe(true);
});

test("a Secret's value lies neither in etcd's files nor in the audit log", async () => {
  const value = "plain-text-marker-7c1f";
  await apply({ apiVersion: "v1", kind: "Secret", metadata: { name: "hush" }, stringData: { value } });
  await apply({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "loud" },
    data: { loud: "loud-marker-7c1f" },
  });
  const files = readdirSync(join(folder, "etcd"), { recursive: true, withFileTypes: true });
  const stored = Buffer.concat(
    files.filter((file) => file.isFile()).map((file) => readFileSync(join(file.parentPath, file.name))),
  );
  expect(stored.includes("loud-marker-7c1f")).toBe(true);
  expect(stored.includes(value)).toBe(false);
  const audit = readFileSync(cluster.auditLog, "utf8");
  expect(audit).toContain("/api/v1/namespaces/default/secrets?");
  expect(audit).not.toContain(value);
  expect(audit).not.toContain(Buffer.from(value).toString("base64"));
});

test("the audit log tells the deployer's dry runs apart", async () => {
  await kubectl(["create", "configmap", "tried", "--dry-run=server"]);
  const events: unknown[] = readFileSync(cluster.auditLog, "utf8")
    .trim()
    .split("\n")
    .map((line): unknown => JSON.parse(line));
  expect(events).toContainEqual(
    expect.objectContaining({
      verb: "create",
      requestURI: expect.stringContaining("/configmaps?dryRun=All"),
      user: expect.objectContaining({ username: cluster.deployerUser }),
      userAgent: expect.stringContaining("kubectl"),
      level: "Metadata",
    }),
  );
});
