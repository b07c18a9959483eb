import { privilegeExceptions } from "../../components/stack/declared-services";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { podSpecsOf } from "../support/pods";
import { evaluate } from "./evaluator";
import { stagingVersion } from "./kubernetes-release";
import { configOfExample, renderConfig } from "./rendered-stack";
import { releaseWithWorkers } from "../support/docs/releases";
import { writtenConfig } from "../support/written-config";

test("the evaluator is of the Kubernetes that the sandbox runs", () => {
  const goMod = readFileSync(join(__dirname, "../tools/evaluators/go.mod"), "utf8");

  expect(goMod).toContain(`k8s.io/pod-security-admission ${stagingVersion}\n`);
});

const violations = z.array(
  z.object({ pod: z.string(), container: z.string(), reason: z.string(), detail: z.string() }),
);

type Objects = Awaited<ReturnType<typeof renderConfig>>;

/** What the API server's own evaluator says against the pods of rendered objects, at a level. */
function violationsOf(objects: Objects, level: "baseline" | "restricted") {
  const resources = objects.map(({ kind, name, content }) => ({
    type: kind,
    name: `${kind} ${name}`,
    inputs: content,
    secretInputs: [],
    options: {},
  }));
  const pods = podSpecsOf({ resources }).map(({ workload, spec }) => ({ name: workload, spec }));
  expect(pods.length).toBeGreaterThan(6);
  const written = evaluate("podsecurity", { input: JSON.stringify({ level, pods }) });
  return violations.parse(JSON.parse(written));
}

/** Every part that has pods of its own. */
const everything = {
  "openops:preset": "ci",
  ...writtenConfig(releaseWithWorkers),
  "openops:monitoring": { kind: "prometheus" },
  "openops:backup": { enabled: true },
};

const stacks = [
  ["of high availability", configOfExample("high-availability")],
  ["with workers, stores, exporters and backups", everything],
] as const;

describe.each(stacks)("the stack %s", (_name, config) => {
  test("violates level restricted in the containers that are listed with a reason, as listed, and nowhere else", async () => {
    const expected = Object.entries(privilegeExceptions).flatMap(([name, { capabilities }]) => {
      // The one that restricted allows.
      const added = capabilities.filter((capability) => capability !== "NET_BIND_SERVICE");
      const list = added.map((capability) => `"${capability}"`).join(", ");
      const where = { pod: `Deployment openops-${name}`, container: name };
      return [
        {
          ...where,
          reason: "runAsNonRoot != true",
          detail: `pod or container "${name}" must set securityContext.runAsNonRoot=true`,
        },
        { ...where, reason: "runAsUser=0", detail: `container "${name}" must not set runAsUser=0` },
        {
          ...where,
          reason: "unrestricted capabilities",
          detail: `container "${name}" must not include ${list} in securityContext.capabilities.add`,
        },
      ];
    });
    const found = violationsOf(await renderConfig(config), "restricted");
    const order = (a: (typeof found)[number], b: (typeof found)[number]): number =>
      `${a.pod} ${a.reason}` < `${b.pod} ${b.reason}` ? -1 : 1;

    expect(expected).toHaveLength(6);
    expect([...found].sort(order)).toEqual([...expected].sort(order));
  });

  test("violates nothing of level baseline, which its namespace enforces", async () => {
    const objects = await renderConfig(config);
    const namespace = objects.find(({ kind }) => kind === "Namespace");

    expect(namespace?.content).toMatchObject({
      metadata: { labels: { "pod-security.kubernetes.io/enforce": "baseline" } },
    });
    expect(violationsOf(objects, "baseline")).toEqual([]);
  });
});
