import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { type Cluster, ensureTools, resetCluster, startCluster } from "../../sandbox";
import { type Kubectl, kubectlFor } from "./kubectl";
import { programsFor } from "./programs/plugin-programs";
import { type Rehearsal, rehearse } from "./rehearsal";

const root = resolve(__dirname, "../..");
const report = (): void => undefined;
const base = mkdtempSync(join(tmpdir(), "openops-plugins-"));
const folder = join(base, "cluster");
const rehearsals: Rehearsal[] = [];
let cluster: Cluster;
let kubectl: Kubectl;
let pulumi: string;

beforeAll(async () => {
  const tools = await ensureTools({ root, report });
  pulumi = tools.pulumi;
  cluster = await startCluster({ root, folder, tools, report });
  kubectl = kubectlFor(tools.kubectl, cluster.adminKubeconfig);
});

afterAll(async () => {
  rehearsals.forEach((rehearsal) => rehearsal.remove());
  await resetCluster({ root, folder, report });
  rmSync(base, { recursive: true });
});

async function rehearsal(
  name: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Rehearsal> {
  const made = await rehearse({ root, pulumi, name, environment });
  rehearsals.push(made);
  return made;
}

const programs = programsFor(() => cluster.deployerKubeconfig);

async function valueOf(namespace: string, object: string, path: string): Promise<string> {
  return (await kubectl(["-n", namespace, "get", object, "-o", `jsonpath={${path}}`])).output;
}

describe("a stack with a Deployment, its settings and its secrets", () => {
  let stack: Rehearsal;
  let settings: unknown;

  beforeAll(async () => {
    stack = await rehearsal("shop");
  });

  function writes(): readonly string[] {
    return readFileSync(cluster.auditLog, "utf8")
      .split("\n")
      .filter(
        (line) =>
          line.includes(`"${cluster.deployerUser}"`) && /"verb":"(create|update|patch|delete)/.test(line),
      )
      .filter((line) => !line.includes("dryRun=All"));
  }

  test("is previewed without leaving anything on the server", async () => {
    const { changes } = await stack.preview(programs.shop({ greeting: "hello", replicas: 1 }));
    expect(changes).toEqual({ create: 9 });
    expect((await kubectl(["get", "namespace", "shop"])).ok).toBe(false);
  });

  test("comes up ready, with outputs from the live objects", async () => {
    const { changes, outputs } = await stack.up(programs.shop({ greeting: "hello", replicas: 1 }));
    settings = outputs.settings;
    expect(changes).toEqual({ create: 9 });
    expect(outputs.clusterIp).toBe(await valueOf("shop", "service/web", ".spec.clusterIP"));
    expect(settings).toMatch(/^settings-[0-9a-f]{8}$/);
    expect(await valueOf("shop", "deployment/web", ".status.readyReplicas")).toBe("1");
  });

  test("keeps no secret value in clear in its state", async () => {
    const { password, key } = (await stack.up(programs.shop({ greeting: "hello", replicas: 1 }))).outputs;
    const encoded = [password, key].map((value) => Buffer.from(String(value)).toString("base64"));
    expect(await valueOf("shop", "secrets", ".items[*].data.PASSWORD")).toContain(encoded[0]);
    const found = [password, key, ...encoded].filter((value) => stack.state().includes(String(value)));
    expect(found).toEqual([]);
  });

  test("stays as it is at a second update, which writes nothing", async () => {
    const before = writes().length;
    expect(before).toBeGreaterThan(0);
    const { changes } = await stack.up(programs.shop({ greeting: "hello", replicas: 1 }));
    expect(changes).toEqual({ same: 9 });
    expect(writes().slice(before)).toEqual([]);
  });

  test("changes in place where the server allows it", async () => {
    const { changes } = await stack.up(programs.shop({ greeting: "hello", replicas: 2 }));
    expect(changes).toEqual({ same: 8, update: 1 });
    expect(await valueOf("shop", "deployment/web", ".status.readyReplicas")).toBe("2");
  });

  test("rolls its pods when a setting changes, by a new ConfigMap under a new name", async () => {
    const { changes, outputs } = await stack.up(programs.shop({ greeting: "good day", replicas: 2 }));
    expect(changes).toEqual({ same: 7, update: 1, replace: 1 });
    expect(outputs.settings).not.toBe(settings);
    expect(
      await valueOf("shop", "deployment/web", ".metadata.annotations.deployment\\.kubernetes\\.io/revision"),
    ).toBe("2");
    expect((await kubectl(["-n", "shop", "get", "configmap", String(settings)])).ok).toBe(false);
  });

  test("shows a change made by hand after a refresh and takes it back", async () => {
    await kubectl(["-n", "shop", "patch", "deployment/web", "--patch", '{"spec":{"replicas":3}}']);
    await kubectl(["-n", "shop", "rollout", "status", "deployment/web", "--timeout=30s"]);
    expect((await stack.refresh()).changes).toMatchObject({ update: 1, same: 8 });
    expect((await stack.up(programs.shop({ greeting: "good day", replicas: 2 }))).changes).toEqual({
      same: 8,
      update: 1,
    });
    expect(await valueOf("shop", "deployment/web", ".spec.replicas")).toBe("2");
  });

  test("makes again what was deleted by hand", async () => {
    await kubectl(["-n", "shop", "delete", "service", "web"]);
    expect((await stack.refresh()).changes).toMatchObject({ delete: 1 });
    expect((await stack.up(programs.shop({ greeting: "good day", replicas: 2 }))).changes).toEqual({
      same: 8,
      create: 1,
    });
  });

  test("is the same after a refresh", async () => {
    await stack.refresh();
    expect((await stack.preview(programs.shop({ greeting: "good day", replicas: 2 }))).changes).toEqual({
      same: 9,
    });
  });

  test("leaves nothing when destroyed", async () => {
    await stack.destroy();
    expect((await kubectl(["get", "namespace", "shop"])).ok).toBe(false);
    expect(JSON.parse(stack.state()).checkpoint.latest.resources ?? []).toEqual([]);
  });
});

describe("an object that exists already", () => {
  beforeAll(async () => {
    await kubectl(["create", "namespace", "taken"]);
    await kubectl(["-n", "taken", "create", "configmap", "note", "--from-literal=text=theirs"]);
  });

  test("is not taken over", async () => {
    const stack = await rehearsal("taken");
    await expect(stack.up(programs.taken({}))).rejects.toThrow('configmaps "note" already exists');
  });

  test("is imported where the inputs match", async () => {
    const stack = await rehearsal("imported");
    const { changes } = await stack.up(programs.taken({ import: "taken/note", retainOnDelete: true }));
    expect(changes).toEqual({ create: 2, import: 1 });
    expect((await stack.up(programs.taken({ retainOnDelete: true }))).changes).toEqual({ same: 3 });
  });

  test("is adopted when upserting is asked for", async () => {
    const stack = await rehearsal("upserted", { PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true" });
    expect((await stack.up(programs.taken({}))).changes).toEqual({ create: 3 });
    await stack.destroy();
    expect((await kubectl(["-n", "taken", "get", "configmap", "note"])).ok).toBe(false);
  });
});

test("a replaced object with a fixed name is deleted first", async () => {
  const stack = await rehearsal("fixed");
  await stack.up(programs.note("old"));
  const { changes } = await stack.up(programs.note("new"));
  expect(changes).toEqual({ same: 3, replace: 1 });
  expect(await valueOf("fixed", "configmap/note", ".data.text")).toBe("new");
});

test("a field that leaves the program leaves the server", async () => {
  const stack = await rehearsal("labelled");
  await stack.up(programs.namespace("labelled", { labels: { tier: "a", zone: "b" } }));
  await stack.up(programs.namespace("labelled", { labels: { tier: "c" } }));
  expect(await valueOf("", "namespace/labelled", ".metadata.labels")).toBe(
    '{"kubernetes.io/metadata.name":"labelled","tier":"c"}',
  );
});

test("a field that kubectl changed by hand is taken back", async () => {
  const stack = await rehearsal("edited");
  await stack.up(programs.namespace("edited", { labels: { tier: "a" } }));
  await kubectl(["label", "namespace", "edited", "tier=theirs", "--overwrite"]);
  await stack.up(programs.namespace("edited", { labels: { tier: "b" } }));
  expect(await valueOf("", "namespace/edited", ".metadata.labels.tier")).toBe("b");
});

test("a field that another manager owns is refused with the way out, and taken over on request", async () => {
  const stack = await rehearsal("owned");
  await stack.up(programs.namespace("owned", { labels: { tier: "a" } }));
  const manifest = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "owned", labels: { tier: "theirs" } },
  };
  const apply = ["apply", "--server-side", "--force-conflicts", "--field-manager=other", "-f", "-"];
  await kubectl(apply, JSON.stringify(manifest));
  await expect(stack.up(programs.namespace("owned", { labels: { tier: "b" } }))).rejects.toThrow(
    'annotation pulumi.com/patchForce: "true"',
  );
  await stack.up(
    programs.namespace("owned", { labels: { tier: "b" }, annotations: { "pulumi.com/patchForce": "true" } }),
  );
  expect(await valueOf("", "namespace/owned", ".metadata.labels.tier")).toBe("b");
});

describe("an object that does not become ready", () => {
  test("fails in the time it was given, names the pod and the reason, and is kept in state", async () => {
    const stack = await rehearsal("stuck");
    const failure = stack.up(programs.stuck({ disk: "none" }));
    await expect(failure).rejects.toThrow(
      /'stuck' timed out waiting to be Ready after 2 s[^]*Pod stuck\/stuck-[0-9a-f]+-\w+: \[Unschedulable\]/,
    );
    expect(stack.state()).toContain('"kubernetes:apps/v1:Deployment"');
    const { changes } = await stack.up(programs.stuck({}));
    expect(changes).toEqual({ same: 3, update: 1 });
  });

  test("fails at once when its Job has failed", async () => {
    const stack = await rehearsal("failing");
    await expect(stack.up(programs.failingJob())).rejects.toThrow(
      'Job "failing/job" failed: [DeadlineExceeded]',
    );
  });
});

describe("a cluster that cannot be reached", () => {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "none",
    clusters: [{ name: "none", cluster: { server: "http://127.0.0.1:1" } }],
    contexts: [{ name: "none", context: { cluster: "none" } }],
  };
  const program = programsFor(() => JSON.stringify(config)).taken({});

  test("is a warning at preview", async () => {
    const stack = await rehearsal("unreachable");
    const { changes, output } = await stack.preview(program);
    expect(changes).toEqual({ create: 3 });
    expect(output).toContain("warning: configured Kubernetes cluster is unreachable: http://127.0.0.1:1");
  });

  test("fails an update with what to do", async () => {
    const stack = await rehearsal("unreachable-up");
    await expect(stack.up(program)).rejects.toThrow(
      "Start the cluster, or correct the kubeconfig and context",
    );
  });
});
