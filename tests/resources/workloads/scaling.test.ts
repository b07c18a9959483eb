import { runProgram, type ProgramRun } from "../../support/program";

function runWith(values: Readonly<Record<string, unknown>>): Promise<ProgramRun> {
  const entries = Object.entries({ preset: "dev", ...values }).map(([key, value]) => [
    `openops:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return runProgram("dev", Object.fromEntries(entries));
}

const deployment = ({ find }: ProgramRun, name: string) => find("kubernetes:apps/v1:Deployment", name);
const ofType = ({ resources }: ProgramRun, type: string) =>
  resources.filter((resource) => resource.type === `kubernetes:${type}`);
const scalerType = "autoscaling/v2:HorizontalPodAutoscaler";

describe("a service that scales by its load", () => {
  const app = { replicas: 2, autoscaling: { kind: "load", memoryPercent: 80 } };

  test("has an autoscaler from its replicas on, and an update leaves the number of pods alone", async () => {
    const run = await runWith({ services: { app } });

    expect(run.find(`kubernetes:${scalerType}`, "openops-app").inputs).toMatchObject({
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "openops-app" },
        minReplicas: 2,
        maxReplicas: 10,
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
          },
          {
            type: "Resource",
            resource: { name: "memory", target: { type: "Utilization", averageUtilization: 80 } },
          },
        ],
      },
    });
    expect(deployment(run, "openops-app").options.ignoreChanges).toEqual(["spec.replicas"]);
  });

  test("starts alone where it migrates without a lock, and is spread, though it begins with one pod", async () => {
    const run = await runWith({ services: { app: { autoscaling: { kind: "load" } } } });

    expect(ofType(run, "batch/v1:Job").map(({ name }) => name)).toContain("openops-app-first-boot");
    expect(JSON.stringify(deployment(run, "openops-app").inputs)).toContain("topologySpreadConstraints");
    expect(ofType(run, "policy/v1:PodDisruptionBudget")).toEqual([]);
  });

  test("is the exception: others have no autoscaler and keep the number of their pods", async () => {
    const run = await runWith({ services: { app } });

    expect(ofType(run, scalerType).map(({ name }) => name)).toEqual(["openops-app"]);
    expect(deployment(run, "openops-engine").options.ignoreChanges).toBeUndefined();
  });
});

describe("a service that scales by waiting jobs", () => {
  const values = { services: { engine: { autoscaling: { kind: "queue", jobsPerPod: 3 } } } };
  const scaled = "kubernetes:keda.sh/v1alpha1:ScaledObject";
  const authentication = "kubernetes:keda.sh/v1alpha1:TriggerAuthentication";

  test("is scaled by KEDA on each of the three queues, as it finds them in Redis", async () => {
    const run = await runWith(values);
    const trigger = (queue: string) => ({
      type: "redis",
      metadata: {
        address: "redis.openops-dev.svc:6379",
        databaseIndex: "0",
        listName: `bull:${queue}:wait`,
        listLength: "3",
      },
      authenticationRef: { name: "openops-engine" },
    });

    expect(run.find(scaled, "openops-engine-scaler").inputs).toMatchObject({
      spec: {
        scaleTargetRef: { name: "openops-engine" },
        minReplicaCount: 1,
        maxReplicaCount: 8,
        cooldownPeriod: 600,
        triggers: [trigger("oneTimeJobs"), trigger("repeatableJobs"), trigger("webhookJobs")],
      },
    });
    expect(deployment(run, "openops-engine").options.ignoreChanges).toEqual(["spec.replicas"]);
  });

  test("signs in with a Secret of its own that holds the password alone", async () => {
    const run = await runWith(values);
    const secret = run.find("kubernetes:core/v1:Secret", "openops-engine-scaler");

    expect(secret.inputs.stringData).toEqual({ password: "generated-redisPassword" });
    expect(secret.secretInputs).toEqual(["stringData"]);
    expect(run.find(authentication, "openops-engine-scaler-authentication").inputs).toMatchObject({
      spec: {
        secretTargetRef: [
          { parameter: "password", name: expect.stringContaining("openops-engine-scaler"), key: "password" },
        ],
      },
    });
  });

  test("verifies Redis' certificate where it has one", async () => {
    const run = await runWith({ ...values, cache: { tls: { kind: "generated" } } });

    expect(run.find(authentication, "openops-engine-scaler-authentication").inputs).toMatchObject({
      spec: {
        configMapTargetRef: [
          { parameter: "ca", name: expect.stringContaining("cache-authority"), key: "redis.pem" },
        ],
      },
    });
    expect(JSON.stringify(run.find(scaled, "openops-engine-scaler").inputs)).toContain('"enableTLS":"true"');
  });

  test("lets KEDA's namespace reach Redis and needs its definition in the cluster", async () => {
    const run = await runWith(values);

    expect(run.find("kubernetes:networking.k8s.io/v1:NetworkPolicy", "redis").inputs).toMatchObject({
      spec: {
        ingress: [
          {
            ports: [{ protocol: "TCP", port: 6379 }],
            from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "keda" } } }],
          },
          {},
        ],
      },
    });
    expect(run.reads).toContain(
      "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition scaledobjects.keda.sh",
    );
  });
});

describe("one service's placement", () => {
  test("takes the place of what all have, field by field", async () => {
    const run = await runWith({
      placement: {
        nodeSelector: { pool: "general" },
        antiAffinity: "preferred",
        priorityClassName: "normal",
      },
      services: {
        engine: {
          replicas: 2,
          placement: {
            nodeSelector: { pool: "flows" },
            spread: { topologyKey: "topology.kubernetes.io/zone" },
            tolerations: [{ key: "flows", operator: "Exists" }],
            antiAffinity: "off",
            priorityClassName: "high",
          },
        },
      },
    });
    const spec = (name: string) => deployment(run, name).inputs.spec;

    expect(spec("openops-engine")).toMatchObject({
      template: {
        spec: {
          nodeSelector: { pool: "flows" },
          tolerations: [{ key: "flows", operator: "Exists" }],
          priorityClassName: "high",
          topologySpreadConstraints: [
            { maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway" },
          ],
        },
      },
    });
    expect(JSON.stringify(spec("openops-engine"))).not.toContain("podAntiAffinity");
    expect(spec("openops-app")).toMatchObject({
      template: { spec: { nodeSelector: { pool: "general" }, priorityClassName: "normal" } },
    });
  });

  test("and everybody's priority classes have to be in the cluster", async () => {
    const { reads } = await runWith({
      placement: { priorityClassName: "normal" },
      services: { app: { placement: { priorityClassName: "high" } } },
    });

    expect(reads.filter((read) => read.includes("PriorityClass"))).toEqual([
      "kubernetes:scheduling.k8s.io/v1:PriorityClass normal",
      "kubernetes:scheduling.k8s.io/v1:PriorityClass high",
    ]);
  });
});
