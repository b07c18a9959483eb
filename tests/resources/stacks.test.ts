import { runProgram, type ProgramRun } from "../support/program";
import { releaseWithWorkers } from "../support/docs/releases";
import { writtenConfig } from "../support/written-config";

const kubernetes = (run: ProgramRun) =>
  run.resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ type, name }) => `${type.split(":").at(-1)} ${name}`)
    .sort();

const objects = {
  always: [
    "ConfigMap nginx",
    "ConfigMap openops-database-bootstrap",
    "ConfigMap postgres",
    "ConfigMap redis",
    "Deployment nginx",
    "Deployment openops-app",
    "Deployment openops-tables",
    "Job openops-database-bootstrap",
    "Namespace namespace",
    "NetworkPolicy default-deny",
    "NetworkPolicy nginx",
    "NetworkPolicy openops-app",
    "NetworkPolicy openops-database-bootstrap",
    "NetworkPolicy openops-tables",
    "NetworkPolicy postgres",
    "NetworkPolicy redis",
    "PersistentVolumeClaim data-postgres-0",
    "PersistentVolumeClaim data-redis-0",
    "PersistentVolumeClaim tables-pvc",
    "Secret openops-app",
    "Secret openops-database-bootstrap",
    "Secret openops-tables",
    "Secret postgres",
    "Secret redis",
    "Secret redis-users",
    "Service nginx",
    "Service openops-app",
    "Service openops-tables",
    "Service postgres",
    "Service postgres-headless",
    "Service redis",
    "Service redis-headless",
    "StatefulSet postgres",
    "StatefulSet redis",
  ],
  engine: [
    "Deployment openops-engine",
    "NetworkPolicy openops-engine",
    "Secret openops-engine",
    "Service openops-engine",
  ],
  worker: [
    "ConfigMap openops-worker-npmrc",
    "Deployment openops-worker",
    "NetworkPolicy openops-worker",
    "Secret openops-worker",
    "Service openops-worker",
  ],
  tls: [
    "ConfigMap cache-authority",
    "ConfigMap database-authority",
    "ConfigMap openops-app-cache-proxy",
    "Secret postgres-certificate",
    "Secret redis-certificate",
  ],
  analytics: [
    "ConfigMap openops-analytics",
    "Deployment openops-analytics",
    "NetworkPolicy openops-analytics",
    "Secret openops-analytics",
    "Service openops-analytics",
  ],
};

describe("the objects of a stack", () => {
  test("of preset dev are these and no others", async () => {
    const run = await runProgram("dev", { "openops:preset": "dev" });

    expect(kubernetes(run)).toEqual([...objects.always, ...objects.engine, ...objects.analytics].sort());
  });

  test("of preset ci are the same and those that TLS needs", async () => {
    const run = await runProgram("ci", { "openops:preset": "ci" });

    expect(kubernetes(run)).toEqual(
      [...objects.always, ...objects.engine, ...objects.analytics, ...objects.tls].sort(),
    );
  });

  test("with a worker have no engine", async () => {
    const run = await runProgram("dev", writtenConfig({ preset: "dev", ...releaseWithWorkers }));

    expect(kubernetes(run)).toEqual([...objects.always, ...objects.worker, ...objects.analytics].sort());
  });

  test("without analytics have none of its objects", async () => {
    const run = await runProgram("dev", {
      "openops:preset": "dev",
      "openops:services": JSON.stringify({ analytics: { enabled: false } }),
    });

    expect(kubernetes(run)).toEqual([...objects.always, ...objects.engine].sort());
  });

  test("with several app pods have a Job for the first boot, which never runs again", async () => {
    const run = await runProgram("dev", {
      "openops:preset": "dev",
      "openops:services": JSON.stringify({ app: { replicas: 2 } }),
    });
    const job = run.find("kubernetes:batch/v1:Job", "openops-app-first-boot");

    expect(job.options.ignoreChanges).toEqual(["metadata.annotations", "metadata.labels", "spec"]);
    expect(job.inputs).toMatchObject({
      spec: { template: { metadata: { labels: { app: "openops-app-first-boot" } } } },
    });
  });

  test("in a namespace of somebody else's have no Namespace", async () => {
    const run = await runProgram("dev", {
      "openops:preset": "dev",
      "openops:namespace": "finops",
      "openops:cluster": JSON.stringify({ kind: "kubeconfig", createNamespace: false }),
    });

    expect(kubernetes(run)).not.toContain("Namespace namespace");
    expect(run.find("kubernetes:core/v1:Service", "nginx").inputs).toMatchObject({
      metadata: { namespace: "finops" },
    });
  });
});

describe("every stack", () => {
  test("generates all sixteen secrets, with the same arguments wherever it is", async () => {
    const run = await runProgram("dev", { "openops:preset": "dev" });
    const random = run.resources.filter(({ type }) => type.startsWith("random:"));
    const password = (length: number) => ({
      length,
      special: false,
      minLower: 1,
      minUpper: 1,
      minNumeric: 1,
    });

    expect(Object.fromEntries(random.map(({ name, inputs }) => [name, inputs]))).toEqual({
      encryptionKey: {
        length: 32,
        lower: false,
        upper: false,
        numeric: false,
        special: true,
        overrideSpecial: "0123456789abcdef",
      },
      jwtSecret: password(64),
      tablesSecretKey: password(64),
      tablesJwtKey: password(64),
      adminPassword: password(32),
      analyticsAdminPassword: password(40),
      analyticsPoweruserPassword: password(40),
      analyticsSecretKey: password(64),
      postgresPassword: password(40),
      postgresAppPassword: password(40),
      postgresTablesPassword: password(40),
      postgresAnalyticsPassword: password(40),
      postgresTablesReadPassword: password(40),
      postgresExporterPassword: password(40),
      redisExporterPassword: password(40),
      redisPassword: password(40),
    });
  });

  test("tells its address, namespace, administrator and release", async () => {
    const { outputs } = await runProgram("dev", { "openops:preset": "dev" });

    expect(Object.keys(outputs).sort()).toEqual([
      "adminEmail",
      "adminPassword",
      "images",
      "namespace",
      "readme",
      "url",
      "version",
    ]);
    expect([outputs.url, outputs.namespace, outputs.adminEmail, outputs.version]).toEqual([
      "http://localhost:8080",
      "openops-dev",
      "admin@openops.com",
      "0.6.25",
    ]);
  });

  test("uses a provider that stays the same object whatever its cluster's address is", async () => {
    const run = await runProgram("dev", {
      "openops:preset": "dev",
      "openops:cluster": JSON.stringify({ kind: "kubeconfig", path: "/tmp/kubeconfig", context: "dev" }),
    });

    expect(run.find("pulumi:providers:kubernetes", "cluster").inputs).toMatchObject({
      clusterIdentifier: "openops",
      kubeconfig: "/tmp/kubeconfig",
      context: "dev",
    });
  });

  test("gives the provider nothing that the machine's environment says", async () => {
    const variables = {
      KUBECONFIG: "/home/somebody/.kube/config",
      PULUMI_K8S_DELETE_UNREACHABLE: "true",
      PULUMI_K8S_ENABLE_PATCH_FORCE: "true",
      PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true",
    };
    const before = { ...process.env };
    Object.assign(process.env, variables);
    try {
      const run = await runProgram("dev", { "openops:preset": "dev" });
      expect(run.find("pulumi:providers:kubernetes", "cluster").inputs).toEqual({
        clusterIdentifier: "openops",
      });
    } finally {
      process.env = before;
    }
  });

  test("deletes everything in its namespace with the namespace", async () => {
    const run = await runProgram("dev", { "openops:preset": "dev" });
    const inside = run.resources.filter(
      ({ type, name }) => type.startsWith("kubernetes:") && name !== "namespace",
    );

    expect(inside.filter(({ options }) => options.deletedWith === undefined).map(({ name }) => name)).toEqual(
      [],
    );
  });
});
