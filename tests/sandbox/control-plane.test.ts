import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { componentsOf, renderFlags } from "../../sandbox/control-plane/components";
import { deployerUser, ensureIdentities, writeKubeconfigs } from "../../sandbox/control-plane/identities";
import { layoutOf } from "../../sandbox/control-plane/layout";
import { chooseNodes } from "../../sandbox/control-plane/node-kind";
import { nodeNames, pathOf, readObjects } from "../../sandbox/control-plane/objects";
import { choosePorts, parsePorts } from "../../sandbox/control-plane/port-plan";
import { isReadyNode } from "../../sandbox/control-plane/readiness";
import { auditPolicy, writeSettings } from "../../sandbox/control-plane/settings";

const root = resolve(__dirname, "../..");
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "openops-control-plane-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const ports = { etcd: 1, etcdPeer: 2, apiServer: 3, controllerManager: 4, scheduler: 5, kwok: 6 };
const tools = {
  pulumi: "/bin/pulumi",
  etcd: "/bin/etcd",
  kwok: "/bin/kwok",
  "kube-apiserver": "/bin/kube-apiserver",
  "kube-controller-manager": "/bin/kube-controller-manager",
  "kube-scheduler": "/bin/kube-scheduler",
  kubectl: "/bin/kubectl",
};

test("flags are rendered in their order, each as one argument", () => {
  expect(renderFlags({ b: 1, a: "x y", c: true })).toEqual(["--b=1", "--a=x y", "--c=true"]);
});

describe("every component", () => {
  const layout = layoutOf("/state");
  const components = Object.values(componentsOf({ root, tools, layout, ports }));

  test.each(components)("$name can be known again by its command line", ({ args, marker }) => {
    expect(args.filter((arg) => arg.includes(marker)).length).toBeGreaterThan(0);
  });

  test.each(components)("$name listens on loopback only", ({ args }) => {
    const addresses = args.filter((arg) => /^--(bind-address|server-address|listen-.*-urls)=/.test(arg));
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.filter((arg) => !arg.includes("127.0.0.1"))).toEqual([]);
  });

  test.each([
    ["its own network", undefined, undefined],
    [
      "the way into a real node's network",
      "/state/egress.yaml",
      "--egress-selector-config-file=/state/egress.yaml",
    ],
  ])("the API server reaches nodes through %s", (_, egress, flag) => {
    const { apiServer } = componentsOf({
      root,
      tools,
      layout,
      ports,
      ...(egress !== undefined && { egress }),
    });
    expect(apiServer.args.find((arg) => arg.startsWith("--egress"))).toBe(flag);
  });

  test("has a file per secret, and no secret among its arguments", async () => {
    await ensureIdentities(layoutOf(folder));
    writeSettings(layoutOf(folder));
    const secret = readFileSync(layoutOf(folder).encryption, "utf8").match(/secret: (\S+)/)?.[1] ?? "";
    const written = Object.values(componentsOf({ root, tools, layout: layoutOf(folder), ports }));
    expect(secret).toHaveLength(44);
    expect(written.flatMap(({ args }) => args).filter((arg) => arg.includes(secret))).toEqual([]);
  });
});

test("the audit log records every request, and never a body", () => {
  expect(auditPolicy.rules).toEqual([{ level: "Metadata" }]);
});

test("the encryption key is made once and kept", () => {
  const layout = layoutOf(folder);
  writeSettings(layout);
  const first = readFileSync(layout.encryption, "utf8");
  writeSettings(layout);
  expect(readFileSync(layout.encryption, "utf8")).toBe(first);
});

test("certificates are made once and kept, and a killed attempt leaves none", async () => {
  const layout = layoutOf(folder);
  mkdirSync(`${layout.pki}.draft`);
  writeFileSync(join(`${layout.pki}.draft`, "ca.crt"), "half");
  await ensureIdentities(layout);
  const first = readFileSync(layout.authority, "utf8");
  expect(first).toContain("BEGIN CERTIFICATE");
  await ensureIdentities(layout);
  expect(readFileSync(layout.authority, "utf8")).toBe(first);
  expect(readdirSync(folder)).toEqual(["pki"]);
});

test("certificates of an older program, which made fewer, are made anew", async () => {
  const layout = layoutOf(folder);
  await ensureIdentities(layout);
  const first = readFileSync(layout.authority, "utf8");
  rmSync(layout.key("kubelet"));
  await ensureIdentities(layout);
  expect(readFileSync(layout.authority, "utf8")).not.toBe(first);
  expect(readFileSync(layout.key("kubelet"), "utf8")).toContain("BEGIN PRIVATE KEY");
});

describe("the nodes of a cluster", () => {
  const real = { kind: "real", images: "/images" } as const;

  test("are played unless real ones are asked for", () => {
    expect(chooseNodes(layoutOf(folder), undefined)).toEqual({ kind: "played" });
  });

  test("are at the next start what they were at the first", () => {
    chooseNodes(layoutOf(folder), real);
    expect(chooseNodes(layoutOf(folder), undefined)).toEqual({ ...real, dns: "pods" });
  });

  test("keep the place of DNS, also where the images come from another folder", () => {
    chooseNodes(layoutOf(folder), { ...real, dns: "node" });
    expect(chooseNodes(layoutOf(folder), { ...real, images: "/others" })).toEqual({
      kind: "real",
      images: "/others",
      dns: "node",
    });
  });

  test("do not change the place of DNS", () => {
    chooseNodes(layoutOf(folder), { ...real, dns: "node" });
    expect(() => chooseNodes(layoutOf(folder), { ...real, dns: "openshift" })).toThrow(
      /has nodes that are real with --dns node/,
    );
  });

  test("do not change their kind", () => {
    mkdirSync(layoutOf(folder).etcdData);
    expect(() => chooseNodes(layoutOf(folder), real)).toThrow(/has nodes that are played/);
  });
});

test("a kubeconfig file is complete in itself and has the context sandbox", async () => {
  const layout = layoutOf(folder);
  await ensureIdentities(layout);
  writeKubeconfigs(layout, "https://127.0.0.1:3");
  const written: unknown = parse(readFileSync(layout.kubeconfig("deployer"), "utf8"));
  expect(written).toMatchObject({
    clusters: [{ name: "sandbox", cluster: { server: "https://127.0.0.1:3" } }],
    contexts: [{ name: "sandbox", context: { cluster: "sandbox", user: "sandbox-deployer" } }],
    "current-context": "sandbox",
  });
  expect(JSON.stringify(written)).not.toContain(folder);
});

describe("ports", () => {
  test("are different from each other", async () => {
    const chosen = Object.values(await choosePorts(layoutOf(folder)));
    expect(new Set(chosen).size).toBe(6);
  });

  test("are kept from one start to the next", async () => {
    const first = await choosePorts(layoutOf(folder));
    expect(await choosePorts(layoutOf(folder))).toEqual(first);
  });

  test("are replaced when another program has taken them, and only those", async () => {
    const first = await choosePorts(layoutOf(folder));
    const stranger = createServer().listen(first.apiServer, "127.0.0.1");
    await once(stranger, "listening");
    const second = await choosePorts(layoutOf(folder));
    stranger.close();
    expect(second).toEqual({ ...first, apiServer: second.apiServer });
    expect(second.apiServer).not.toBe(first.apiServer);
  });

  test.each(["", "{}", '{"etcd":70000}'])("are chosen again when their file holds %j", (text) => {
    expect(parsePorts(text)).toBeUndefined();
  });
});

describe("the sandbox's own objects", () => {
  const objects = readObjects(root);

  test("are two nodes, a driver, four storage classes and three bindings", () => {
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      "Node sandbox-1",
      "Node sandbox-2",
      "ClusterRoleBinding sandbox-deployer",
      "ClusterRoleBinding sandbox-kwok",
      "ClusterRoleBinding sandbox-kubelet-client",
      "CSIDriver volumes.sandbox.internal",
      "StorageClass standard",
      "StorageClass gp3",
      "StorageClass efs-sc",
      "StorageClass premium-rwo",
      "StorageClass managed-csi",
    ]);
    expect(nodeNames(objects)).toEqual(["sandbox-1", "sandbox-2"]);
  });

  test("are found under the API paths of their kinds", () => {
    expect([...new Set(objects.map(pathOf).map((path) => path.replace(/[^/]+$/, "")))]).toEqual([
      "/api/v1/nodes/",
      "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/",
      "/apis/storage.k8s.io/v1/csidrivers/",
      "/apis/storage.k8s.io/v1/storageclasses/",
    ]);
  });

  test("every storage class allows growth and is served by the driver that the stages play", () => {
    const driver = objects.find(({ kind }) => kind === "CSIDriver")?.metadata.name ?? "";
    const classes = objects.filter(({ kind }) => kind === "StorageClass");
    const facts = classes.map(({ provisioner, allowVolumeExpansion }) => [provisioner, allowVolumeExpansion]);
    expect(facts).toEqual(classes.map(() => [driver, true]));
    const stages = readFileSync(join(root, "sandbox", "stages", "volumes.yaml"), "utf8");
    expect(stages.match(/volumes\.sandbox\.[a-z.]+/g)?.filter((name) => name !== driver)).toEqual([]);
  });

  test("give the deployer its rights", () => {
    const binding = objects.find(({ metadata }) => metadata.name === deployerUser);
    expect(binding).toMatchObject({ subjects: [{ kind: "User", name: deployerUser }] });
  });
});

describe("a node", () => {
  const answer = (type: string, status: string) => ({
    status: 200,
    body: JSON.stringify({ status: { conditions: [{ type, status }] } }),
  });

  test("is ready when its Ready condition is True", () => {
    expect(isReadyNode(answer("Ready", "True"))).toBe(true);
  });

  test.each([
    ["its Ready condition is Unknown", answer("Ready", "Unknown")],
    ["another condition is True", answer("DiskPressure", "True")],
    ["it has no status yet", { status: 200, body: '{"status":{}}' }],
    ["it does not exist", { status: 404, body: "{}" }],
  ])("is not ready when %s", (_, given) => {
    expect(isReadyNode(given)).toBe(false);
  });
});
