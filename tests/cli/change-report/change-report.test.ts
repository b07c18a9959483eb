import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { refusalReport } from "../../../cli/change-report/markdown";
import { reportOf, engineStep } from "../../support/engine-events";

function metadata(component: string, name: string) {
  return { name, labels: { "app.kubernetes.io/component": component } };
}

describe("a report", () => {
  test("is empty when nothing changes", () => {
    expect(reportOf(engineStep("same", { before: {}, after: {} }))).toEqual({ markdown: "", dangers: [] });
  });

  test("of a first installation counts what is new, finds nothing dangerous, and promises nothing about data", () => {
    const { markdown, dangers } = reportOf(
      engineStep("create", {
        type: "random:index/randomPassword:RandomPassword",
        name: "encryptionKey",
        after: {},
      }),
    );
    expect(markdown).toContain(
      "## Preview of stack `dev`: a first installation\n\n1 resource will be made.\n",
    );
    expect(markdown).not.toMatch(/lost|lose/);
    expect(dangers).toEqual([]);
  });

  test("names the pods that restart in the order in which they do, whatever order the engine tells", () => {
    const type = "kubernetes:apps/v1:Deployment";
    const rolling = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0 } };
    const workload = (component: string, image: string) => ({
      metadata: metadata(component, component),
      spec: { replicas: 1, strategy: rolling, template: { spec: { containers: [{ name: "main", image }] } } },
    });
    const steps = ["gateway", "app", "tables"].map((name) =>
      engineStep("update", { type, name, before: workload(name, "a:1"), after: workload(name, "a:2") }),
    );
    const { markdown } = reportOf(...steps);
    expect(markdown).toBe(reportOf(...[...steps].reverse()).markdown);
    expect([...markdown.matchAll(/^\d\. `(\w+)` restarts/gm)].map(([, name]) => name)).toEqual([
      "tables",
      "app",
      "gateway",
    ]);
    expect(markdown).toMatch(/^## Preview of stack `dev`: users do not notice$/m);
  });

  test("says how long users are without a workload that stops before it starts", () => {
    const type = "kubernetes:apps/v1:Deployment";
    const startupProbe = { initialDelaySeconds: 10, periodSeconds: 5, failureThreshold: 12 };
    const workload = (image: string) => ({
      metadata: metadata("tables", "tables"),
      spec: {
        strategy: { type: "Recreate" },
        template: {
          spec: { terminationGracePeriodSeconds: 20, containers: [{ name: "main", image, startupProbe }] },
        },
      },
    });
    const { markdown } = reportOf(
      engineStep("update", { type, name: "tables", before: workload("a:1"), after: workload("a:2") }),
    );
    expect(markdown).toContain(
      "1. `tables` restarts: the old pod stops before the new one starts. Until that is ready, tables cannot be opened, " +
        "and workflow steps that use them fail. It takes at least 10 s, and by its probes at most 1 min 30 s.",
    );
    expect(markdown).toMatch(/: users notice$/m);
  });

  test("says of a restart of Redis that tables goes with it, and for how long", () => {
    const redis = (image: string) => ({
      metadata: metadata("cache", "redis"),
      spec: { replicas: 1, template: { spec: { containers: [{ name: "redis", image }] } } },
    });
    const type = "kubernetes:apps/v1:StatefulSet";
    const { markdown } = reportOf(
      engineStep("update", { type, name: "redis", before: redis("a:1"), after: redis("a:2") }),
    );
    expect(markdown).toContain(
      "Until that is ready, no workflow starts or goes on, and queued runs are kept on its volume; tables restarts with it, " +
        "and nobody can sign in until tables is back, one or two minutes later. It takes",
    );
  });

  test("compares lists by the names of their items, so that a new first one is one field", () => {
    const env = (...names: readonly string[]) => ({ env: names.map((name) => ({ name, value: "x" })) });
    const { markdown } = reportOf(engineStep("update", { before: env("b", "c"), after: env("a", "b", "c") }));
    expect([...markdown.matchAll(/^\| ConfigMap.*$/gm)].map(([row]) => row)).toEqual([
      "| ConfigMap `thing` | `env[a]` | – | `x` |",
    ]);
  });

  test("says of a value that only the update brings that it is not known yet", () => {
    const { markdown } = reportOf(
      engineStep("update", { before: { host: "old" }, after: { host: unknownValue } }),
    );
    expect(markdown).toContain("| ConfigMap `thing` | `host` | `old` | `(known after the update)` |");
    expect(markdown).not.toContain("04da6b54");
  });

  test("names a cloud's service beside the kind, and what a guard decides", () => {
    const { markdown } = reportOf(
      engineStep("same", { name: "kept" }),
      engineStep("create", { type: "aws:rds/instance:Instance", name: "postgres", after: {} }),
      engineStep("update", {
        type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
        before: { spec: 1 },
        after: { spec: 2 },
      }),
    );
    expect(markdown).toContain("- RDS Instance `postgres` is new.");
    expect(markdown).toContain(
      "- NetworkPolicy `thing` changes: who may connect to it and where it may connect.",
    );
  });

  test("leaves out the connections to clusters and clouds", () => {
    expect(reportOf(engineStep("create", { type: "pulumi:providers:aws", after: {} })).markdown).toBe("");
  });

  test("shows that a secret changes, without a value", () => {
    const { markdown } = reportOf(
      engineStep("update", {
        type: "kubernetes:core/v1:Secret",
        before: { stringData: { a: "old-value" } },
        after: { stringData: { a: "new-value" } },
        paths: ["data.a"],
      }),
    );
    expect(markdown).toContain("| Secret `thing` | `data.a` | `[secret]` | `[secret]` |");
    expect(markdown).not.toMatch(/old-value|new-value/);
  });

  test("shows long values as the lines that change", () => {
    const text = (last: string) => ({ data: { file: `${"line\n".repeat(30)}${last}\n` } });
    const { markdown } = reportOf(engineStep("update", { before: text("old"), after: text("new") }));
    expect(markdown).toContain("| ConfigMap `thing` | `data.file` | see below | see below |");
    expect(markdown).toContain("```diff\n@@ -28,4 +28,4 @@\n line\n line\n line\n-old\n+new\n```");
  });

  test("calls generated names by what they name", () => {
    const named = (name: string) => ({
      metadata: { name, annotations: { "pulumi.com/autonamed": "true" } },
      data: { a: name },
    });
    const { markdown } = reportOf(
      engineStep("create-replacement", { before: named("thing-1a2b"), after: named("thing-3c4d") }),
    );
    expect(markdown).toContain("| `data.a` | `thing (current copy)` | `thing (new copy)` |");
    expect(markdown).not.toMatch(/1a2b|3c4d/);
  });

  test("cannot be broken by what is in a value", () => {
    const { markdown } = reportOf(
      engineStep("update", { before: { a: "x" }, after: { a: "a|b`c", b: "```\n</details>\n" } }),
    );
    expect(markdown).toContain("| ``a\\|b`c`` |");
    expect(markdown).toContain("````diff\n");
  });

  test("of many changes is shorter than 60,000 characters, with the summary whole", () => {
    const steps = Array.from({ length: 100 }, (_, index) =>
      engineStep("update", { name: `thing-${index}`, before: { a: "x" }, after: { a: "y".repeat(1000) } }),
    );
    const { markdown } = reportOf(...steps);
    expect(markdown.length).toBeGreaterThan(40_000);
    expect(markdown.length).toBeLessThan(60_000);
    expect(markdown).toContain("- ConfigMap `thing-99` gets new content.");
    expect(markdown.endsWith("</details>\n")).toBe(true);
  });

  test("of a refusal says why", () => {
    expect(refusalReport("dev", "openops:database.kind: expected …")).toBe(
      "## Preview of stack `dev`: refused\n\nNothing was changed. An update would end in the same way:\n\n" +
        "```text\nopenops:database.kind: expected …\n```\n",
    );
  });
});
