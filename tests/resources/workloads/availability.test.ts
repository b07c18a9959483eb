import { runProgram, type ProgramRun } from "../../support/program";

let staging: ProgramRun;
let prod: ProgramRun;
let dev: ProgramRun;

beforeAll(async () => {
  dev = await runProgram("dev", { "openops:preset": "dev" });
  staging = await runProgram("staging", {
    "openops:preset": "staging",
    "openops:publicUrl": "https://staging.example.com",
  });
  prod = await runProgram("prod", {
    "openops:preset": "prod",
    "openops:publicUrl": "https://openops.example.com",
  });
});

function podSpec(run: ProgramRun, name: string) {
  return run.find("kubernetes:apps/v1:Deployment", name).inputs;
}

const budgets = (run: ProgramRun) =>
  run.resources
    .filter(({ type }) => type === "kubernetes:policy/v1:PodDisruptionBudget")
    .map(({ name, inputs }) => [name, inputs.spec]);

const protectedOnes = (run: ProgramRun) =>
  run.resources
    .filter(({ options }) => options.protect === true)
    .map(({ name }) => name)
    .sort();

describe("data", () => {
  const kept = [
    "analyticsAdminPassword",
    "analyticsPoweruserPassword",
    "analyticsSecretKey",
    "data-postgres-0",
    "data-redis-0",
    "encryptionKey",
    "namespace",
    "openops-backups",
    "postgresTablesReadPassword",
    "tables-pvc",
  ];

  test("is protected in staging and prod: volumes, the namespace and secrets that stored data depends on", () => {
    expect(protectedOnes(staging)).toEqual(kept);
    expect(protectedOnes(prod)).toEqual(kept);
  });

  test("that is protected keeps its namespace, so no object counts on being deleted with it", () => {
    expect(prod.resources.filter(({ options }) => options.deletedWith !== undefined)).toEqual([]);
  });

  test("is not protected in dev", () => {
    expect(protectedOnes(dev)).toEqual([]);
  });
});

describe("a disruption budget", () => {
  const instance = { "app.kubernetes.io/instance": "openops-prod" };
  const one = (app: string) => ({ maxUnavailable: 1, selector: { matchLabels: { app, ...instance } } });

  const two = (app: string) => ({ minAvailable: 2, selector: { matchLabels: { app, ...instance } } });

  test("keeps two pods of app and engine, lets one of others go, for services with several pods only", () => {
    expect(Object.fromEntries(budgets(prod))).toEqual({
      nginx: one("nginx"),
      "openops-app": two("openops-app"),
      "openops-engine": two("openops-engine"),
      "openops-analytics": one("openops-analytics"),
    });
    expect(Object.keys(Object.fromEntries(budgets(staging)))).not.toContain("openops-analytics");
  });

  test("is not made in dev", () => {
    expect(budgets(dev)).toEqual([]);
  });
});

describe("pods of one service", () => {
  const labelSelector = { matchLabels: { app: "openops-app" } };

  test("are spread over zones in prod, and prefer different nodes", () => {
    expect(podSpec(prod, "openops-app")).toMatchObject({
      spec: {
        replicas: 3,
        template: {
          spec: {
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: "topology.kubernetes.io/zone",
                whenUnsatisfiable: "DoNotSchedule",
                labelSelector,
                matchLabelKeys: ["pod-template-hash"],
              },
            ],
            affinity: {
              podAntiAffinity: {
                preferredDuringSchedulingIgnoredDuringExecution: [
                  { weight: 100, podAffinityTerm: { labelSelector, topologyKey: "kubernetes.io/hostname" } },
                ],
              },
            },
          },
        },
      },
    });
  });

  test("are spread over nodes in staging where that is possible", () => {
    expect(podSpec(staging, "openops-app")).toMatchObject({
      spec: {
        template: {
          spec: {
            topologySpreadConstraints: [
              { topologyKey: "kubernetes.io/hostname", whenUnsatisfiable: "ScheduleAnyway" },
            ],
          },
        },
      },
    });
  });

  test("have no constraints where there is one", () => {
    expect(JSON.stringify(podSpec(dev, "openops-app"))).not.toMatch(/topologySpread|affinity/i);
    expect(JSON.stringify(podSpec(prod, "openops-tables"))).not.toMatch(/topologySpread|affinity/i);
  });

  test("of tables are several where all of them can mount the volume", async () => {
    const run = await runProgram("prod", {
      "openops:preset": "prod",
      "openops:publicUrl": "https://openops.example.com",
      "openops:services": JSON.stringify({
        tables: { replicas: 2, storage: { accessMode: "ReadWriteMany", storageClass: "efs-sc" } },
      }),
    });

    expect(run.find("kubernetes:core/v1:PersistentVolumeClaim", "tables-pvc").inputs).toMatchObject({
      spec: { accessModes: ["ReadWriteMany"], storageClassName: "efs-sc" },
    });
    expect(podSpec(run, "openops-tables")).toMatchObject({
      spec: {
        replicas: 2,
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: {
          spec: {
            topologySpreadConstraints: [{ labelSelector: { matchLabels: { app: "openops-tables" } } }],
          },
        },
      },
    });
    expect(run.find("kubernetes:policy/v1:PodDisruptionBudget", "openops-tables").inputs).toMatchObject({
      spec: { maxUnavailable: 1 },
    });
    expect(run.find("kubernetes:batch/v1:Job", "openops-tables-first-boot").inputs).toMatchObject({
      metadata: { namespace: "openops-prod" },
    });
  });

  test("run where and as the configuration says", async () => {
    const run = await runProgram("dev", {
      "openops:preset": "dev",
      "openops:placement": JSON.stringify({
        nodeSelector: { pool: "finops" },
        tolerations: [{ key: "finops", operator: "Exists", effect: "NoSchedule" }],
        priorityClassName: "high",
      }),
    });

    expect(podSpec(run, "openops-app")).toMatchObject({
      spec: {
        template: {
          spec: {
            nodeSelector: { pool: "finops" },
            tolerations: [{ key: "finops", operator: "Exists", effect: "NoSchedule" }],
            priorityClassName: "high",
          },
        },
      },
    });
  });
});

describe("the first boot of a service with several pods", () => {
  test("runs it as a sidecar, whose health ends the Job", () => {
    const job = prod.find("kubernetes:batch/v1:Job", "openops-analytics-first-boot");

    expect(job.options.ignoreChanges).toEqual(["metadata.annotations", "metadata.labels", "spec"]);
    expect(job.inputs).toMatchObject({
      spec: {
        template: {
          metadata: {
            labels: { app: "openops-analytics-first-boot", "app.kubernetes.io/component": "analytics" },
          },
          spec: {
            restartPolicy: "OnFailure",
            initContainers: [
              { name: "wait-for-peers" },
              { name: "analytics", restartPolicy: "Always", startupProbe: { httpGet: { path: "/health" } } },
            ],
            containers: [{ name: "done", command: ["true"] }],
          },
        },
      },
    });
  });
});
