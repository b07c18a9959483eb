import { runProgram, placeRecord, type ProgramRun } from "../support/program";

const instance = { "app.kubernetes.io/instance": "openops-dev" };
const partOf = { "app.kubernetes.io/part-of": "openops" };
const dev = { "openops:preset": "dev" };
const shared = { ...dev, "openops:cluster": JSON.stringify({ createNamespace: false }) };
const deploymentType = "kubernetes:apps/v1:Deployment";

function specOf(run: ProgramRun, type: string, name: string): unknown {
  return run.find(type, name).inputs.spec;
}

/** What a state has of a Deployment; its pods have these labels. */
function recorded(name: string, labels: Readonly<Record<string, string>>, more: object = {}) {
  const selector = { matchLabels: { app: name }, ...more };
  return {
    [`${deploymentType} ${name}`]: {
      metadata: { name, namespace: "openops-dev" },
      spec: { selector, template: { metadata: { labels: { app: name, ...labels } } } },
    },
  };
}

const matchLabels = (app: string) => ({ selector: { matchLabels: { app, ...instance } } });
const cache = { ...partOf, ...instance, "app.kubernetes.io/component": "cache" };

describe("a new stack selects its pods by what they are and by the stack that they are of", () => {
  test.each([
    { kind: "apps/v1:Deployment", name: "nginx", spec: matchLabels("nginx") },
    { kind: "apps/v1:StatefulSet", name: "redis", spec: matchLabels("redis") },
    { kind: "core/v1:Service", name: "nginx", spec: { selector: { app: "nginx", ...instance } } },
    { kind: "core/v1:Service", name: "redis-headless", spec: { selector: { app: "redis", ...instance } } },
    {
      kind: "networking.k8s.io/v1:NetworkPolicy",
      name: "redis",
      spec: { podSelector: { matchLabels: cache } },
    },
  ])("in $kind $name", async ({ kind, name, spec }) => {
    expect(specOf(await runProgram("dev", dev), `kubernetes:${kind}`, name)).toMatchObject(spec);
  });

  test("with labels that its pods have", async () => {
    const { template } = {
      template: {},
      ...Object(specOf(await runProgram("dev", dev), deploymentType, "nginx")),
    };

    expect(template).toMatchObject({ metadata: { labels: { app: "nginx", ...instance, ...partOf } } });
  });
});

describe("what refuses all other traffic", () => {
  const podSelector = async (config: Readonly<Record<string, string>>) =>
    (await runProgram("dev", config)).find("kubernetes:networking.k8s.io/v1:NetworkPolicy", "default-deny")
      .inputs.spec;

  test("is for every pod of a namespace that is the stack's own", async () => {
    expect(await podSelector(dev)).toMatchObject({ podSelector: {} });
    expect(await podSelector(dev)).not.toHaveProperty("podSelector.matchLabels");
  });

  test("is for none of others where a namespace is shared", async () => {
    expect(await podSelector(shared)).toMatchObject({
      podSelector: { matchLabels: { ...partOf, ...instance } },
    });
  });
});

describe("a stack of the time before pods had a label with their stack", () => {
  const state = { ...placeRecord("openops-dev"), ...recorded("nginx", {}), ...recorded("openops-app", {}) };
  const before = () => runProgram("dev", dev, { state });

  test("keeps the selectors of what it has, and its pods get the label", async () => {
    expect(specOf(await before(), deploymentType, "nginx")).toMatchObject({
      selector: { matchLabels: { app: "nginx" } },
      template: { metadata: { labels: { app: "nginx", ...instance } } },
    });
    expect(specOf(await before(), deploymentType, "nginx")).not.toHaveProperty([
      ...["selector", "matchLabels", "app.kubernetes.io/instance"],
    ]);
  });

  test("reaches pods without the label until all have it", async () => {
    expect(specOf(await before(), "kubernetes:core/v1:Service", "nginx")).toHaveProperty("selector", {
      app: "nginx",
    });
    expect(specOf(await before(), "kubernetes:networking.k8s.io/v1:NetworkPolicy", "nginx")).toHaveProperty(
      "podSelector.matchLabels",
      { ...partOf, "app.kubernetes.io/component": "gateway" },
    );
  });

  test("selects by the stack what it did not have", async () => {
    expect(specOf(await before(), deploymentType, "openops-tables")).toMatchObject({
      selector: { matchLabels: { app: "openops-tables", ...instance } },
    });
  });

  test("selects pods by the label with the update after that, and keeps what can never change", async () => {
    const labelled = {
      ...placeRecord("openops-dev"),
      ...recorded("nginx", instance),
      ...recorded("openops-app", instance),
    };
    const run = await runProgram("dev", dev, { state: labelled });

    expect(specOf(run, "kubernetes:core/v1:Service", "nginx")).toHaveProperty("selector", {
      app: "nginx",
      ...instance,
    });
    expect(specOf(run, deploymentType, "nginx")).toHaveProperty("selector.matchLabels", { app: "nginx" });
  });
});

test("a workload that others made with labels of their own is made anew", async () => {
  const chart = { matchLabels: { "app.kubernetes.io/name": "openops", release: "live" } };
  const state = { ...placeRecord("openops-dev"), ...recorded("nginx", {}, chart) };

  expect(specOf(await runProgram("dev", dev, { state }), deploymentType, "nginx")).toHaveProperty(
    "selector.matchLabels",
    { app: "nginx", ...instance },
  );
});

test("what a program of one's own has in the namespace besides counts for nothing", async () => {
  const state = { ...placeRecord("openops-dev"), ...recorded("website", {}) };

  expect(
    specOf(await runProgram("dev", dev, { state }), "kubernetes:core/v1:Service", "nginx"),
  ).toHaveProperty("selector", { app: "nginx", ...instance });
});
