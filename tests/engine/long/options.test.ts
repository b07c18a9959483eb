import { z } from "zod";
import { ensureTools, findCluster } from "../../../sandbox";
import { Checkout } from "../checkout";
import { applyDefinitions } from "../definitions";
import { kubectlFor, type Kubectl } from "../kubectl";

const checkout = new Checkout();
const namespace = "openops-dev";
let kubectl: Kubectl;

/** Brings the dev stack up; fails with what the command printed. */
async function up(
  config: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  checkout.configure("dev", { preset: "dev", ...config });
  const { code, out, errors } = await checkout.start(["up"], environment).ended;
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
  return out;
}

/** What the API server has of an object: the fields that a path selects. */
async function stored(object: string, path = ".spec"): Promise<unknown> {
  const { output } = await kubectl(["get", object, "-n", namespace, "-o", `jsonpath={${path}}`]);
  const value: unknown = JSON.parse(output === "" ? "null" : output);
  return value;
}

beforeAll(async () => {
  const root = checkout.folder;
  const tools = await ensureTools({ root, report: () => undefined });
  checkout.configure("dev", { preset: "dev" });
  await checkout.run("sandbox", "start");
  const cluster = await findCluster({ root });
  kubectl = kubectlFor(tools.kubectl, cluster?.adminKubeconfig ?? "");
  await applyDefinitions(kubectl, ["ScaledObject", "TriggerAuthentication"]);
  const priority = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", value: 1000 };
  await kubectl(["apply", "-f", "-"], JSON.stringify({ ...priority, metadata: { name: "high" } }));
});

afterAll(() => checkout.remove());

describe("a stack that scales, places and limits", () => {
  const config = {
    placement: { antiAffinity: "preferred" },
    services: {
      app: { replicas: 2, autoscaling: { kind: "load", memoryPercent: 80 } },
      engine: {
        autoscaling: { kind: "queue" },
        placement: { priorityClassName: "high", tolerations: [{ key: "flows", operator: "Exists" }] },
      },
    },
    cache: { tls: { kind: "generated" } },
    quota: {
      requests: { cpu: "20", memory: "40Gi" },
      limits: { cpu: "40", memory: "80Gi" },
      pods: 40,
      persistentVolumeClaims: 5,
      limitRange: {},
    },
    availability: { disruptionBudgets: true },
  };

  test("comes up within its quota", async () => {
    await up(config);
    const status = z
      .record(z.string(), z.string())
      .parse(await stored("quota/openops-quota", ".status.used"));

    expect(Object.keys(status).sort()).toEqual([
      "limits.cpu",
      "limits.memory",
      "persistentvolumeclaims",
      "pods",
      "requests.cpu",
      "requests.memory",
    ]);
    expect(status["persistentvolumeclaims"]).toBe("3");
    expect(await stored("limitrange/openops-limits", ".spec.limits[1]")).toEqual({
      type: "PersistentVolumeClaim",
      max: { storage: "100Gi" },
    });
  });

  test("has an autoscaler whose number of pods an update leaves alone", async () => {
    expect(await stored("hpa/openops-app", ".spec")).toMatchObject({ minReplicas: 2, maxReplicas: 10 });
    await kubectl(["scale", "deployment/openops-app", "-n", namespace, "--replicas=4"]);

    expect(await up(config)).toContain("no changes");
    expect(await stored("deployment/openops-app", ".spec.replicas")).toBe(4);
    await up({ ...config, logging: { level: "debug" } });
    expect(await stored("deployment/openops-app", ".spec.replicas")).toBe(4);
  });

  test("has KEDA's objects as their definitions want them", async () => {
    const list = { type: "redis", authenticationRef: { name: "openops-engine" } };

    expect(await stored("scaledobject/openops-engine")).toMatchObject({
      scaleTargetRef: { name: "openops-engine" },
      minReplicaCount: 1,
      maxReplicaCount: 8,
      triggers: [list, list, list],
    });
    expect(await stored("triggerauthentication/openops-engine")).toMatchObject({
      secretTargetRef: [{ parameter: "password", key: "password" }],
      configMapTargetRef: [{ parameter: "ca", key: "redis.pem" }],
    });
  });

  test("runs its pods where it says", async () => {
    expect(await stored("deployment/openops-engine", ".spec.template.spec")).toMatchObject({
      priorityClassName: "high",
      tolerations: [{ key: "flows", operator: "Exists" }],
    });
    expect(await stored("pdb/openops-app")).toMatchObject({ maxUnavailable: 1 });
  });
});

test("an autoscaler that is switched off gives its pods back where the update may take them over", async () => {
  await up({ services: { app: { replicas: 2 } } }, { PULUMI_K8S_ENABLE_PATCH_FORCE: "true" });

  expect(await stored("deployment/openops-app", ".spec.replicas")).toBe(2);
  expect((await kubectl(["get", "hpa,scaledobjects,quota,pdb", "-n", namespace])).output).toMatch(
    /^No resources found/,
  );
});

test("a stack with users' own parts in its pods comes up", async () => {
  await up({
    services: {
      app: {
        podLabels: { team: "finops" },
        serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/openops" },
        hostAliases: [{ ip: "192.0.2.7", hostnames: ["db.example.com"] }],
        volumes: [
          { name: "scratch", mountPath: "/scratch", readOnly: false, source: { kind: "empty-dir" } },
          { name: "settings", mountPath: "/etc/company", source: { kind: "config-map", name: "company" } },
        ],
        sidecars: [
          {
            name: "proxy",
            image: "example.com/proxy:1",
            volumeMounts: [{ name: "scratch", mountPath: "/scratch", readOnly: false }],
          },
        ],
        initContainers: [{ name: "prepare", image: "example.com/prepare:1" }],
      },
    },
  });

  expect(await stored("deployment/openops-app", ".status.readyReplicas")).toBe(1);
  expect(await stored("serviceaccount/openops-app", ".automountServiceAccountToken")).toBe(false);
  expect(await stored("deployment/openops-app", ".spec.template.spec.initContainers")).toMatchObject([
    { name: "wait-for-peers" },
    { name: "proxy", restartPolicy: "Always" },
    { name: "prepare" },
  ]);
});
