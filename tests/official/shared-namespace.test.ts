import { z } from "zod";
import { Installation } from "../engine/installation";
import { PlainPulumi, printedInSuccess } from "./plain-pulumi";

const namespace = "shared";
const inNamespace = ["--namespace", namespace];
let pulumi: PlainPulumi;

/** What somebody else runs beside the stack, with labels that the stack's own pods have too. */
function stranger(name: string) {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: `other-${name}`, namespace },
    spec: {
      replicas: 2,
      selector: { matchLabels: { ...labels, team: "other" } },
      template: {
        metadata: { labels: { ...labels, team: "other" } },
        spec: {
          containers: [{ name, image: `${name}:latest`, ports: [{ name: "main", containerPort: 80 }] }],
        },
      },
    },
  };
}

const labels = z.record(z.string(), z.string());
const selectingSchema = z.object({
  items: z.array(
    z.object({
      kind: z.string(),
      metadata: z.object({ name: z.string() }),
      spec: z.object({
        selector: z.union([z.object({ matchLabels: labels }), labels]).optional(),
        podSelector: z.object({ matchLabels: labels.default({}) }).optional(),
      }),
    }),
  ),
});
const kinds = "deployments,statefulsets,services,poddisruptionbudgets,networkpolicies";

/** Everything of the stack that selects pods, with the labels that it selects by. */
async function selections() {
  const { output } = await pulumi.kubectl([
    ...["get", kinds, ...inNamespace, "--selector=app.kubernetes.io/part-of=openops", "-o=json"],
  ]);
  return selectingSchema.parse(JSON.parse(output)).items.map(({ kind, metadata, spec }) => {
    const selector = spec.selector ?? spec.podSelector ?? {};
    return {
      object: `${kind} ${metadata.name}`,
      by: labels.parse("matchLabels" in selector ? selector.matchLabels : selector),
    };
  });
}

/** The pods of others that a selection takes in; without labels it takes in all. */
async function strangersAmong(by: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const selector = Object.entries({ ...by, team: "other" }).map(([label, value]) => `${label}=${value}`);
  const { output } = await pulumi.kubectl([
    ...["get", "pods", ...inNamespace, `--selector=${selector.join(",")}`, "-o=name"],
  ]);
  return output === "" || output.startsWith("No resources found") ? [] : output.split("\n");
}

beforeAll(async () => {
  pulumi = await PlainPulumi.start();
  const others = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    ...["nginx", "redis"].map(stranger),
  ];
  await pulumi.kubectl(
    ["apply", "--filename=-"],
    JSON.stringify({ apiVersion: "v1", kind: "List", items: others }),
  );
  printedInSuccess(await pulumi.run("stack", "init", "dev"));
  pulumi.configure("dev", { preset: "dev", namespace, cluster: { createNamespace: false } });
  await pulumi.succeed("up", "--yes", "--skip-preview", "--stack", "dev");
});

afterAll(() => pulumi.stop());

test("a Service of others by a name that the stack needs is refused at preview, and stays", async () => {
  const service = { apiVersion: "v1", kind: "Service", metadata: { name: "redis", namespace: "default" } };
  await pulumi.kubectl(
    ["apply", "--filename=-"],
    JSON.stringify({ ...service, spec: { ports: [{ port: 6379 }] } }),
  );
  printedInSuccess(await pulumi.run("stack", "init", "taken"));
  pulumi.configure("taken", {
    preset: "dev",
    namespace: "default",
    cluster: { createNamespace: false },
  });
  const { code, printed } = await pulumi.operate("preview", "--stack", "taken");

  expect(code).not.toBe(0);
  expect(printed).toContain(
    "openops:namespace: expected a namespace where no Service of others is called redis, got default",
  );
  expect((await pulumi.kubectl(["get", "service", "redis", "--namespace=default"])).ok).toBe(true);
});

describe("in a namespace where others have pods with the labels app: nginx and app: redis", () => {
  test("those pods run", async () => {
    expect(await strangersAmong({ app: "nginx" })).toHaveLength(2);
    expect(await strangersAmong({ app: "redis" })).toHaveLength(2);
  });

  test("nothing of the stack selects them", async () => {
    const found = await selections();
    const taken = await Promise.all(
      found.map(async ({ object, by }) => ({ object, strangers: await strangersAmong(by) })),
    );

    expect(found.length).toBeGreaterThan(20);
    expect(taken.filter(({ strangers }) => strangers.length > 0)).toEqual([]);
  });

  test("everything of the stack selects pods of its own", async () => {
    const pods = await new Installation(pulumi.kubectl, namespace).names("pods");

    expect(pods).toEqual(expect.arrayContaining([expect.stringMatching(/^nginx-/), "redis-0"]));
    expect((await selections()).filter(({ by }) => !("app.kubernetes.io/instance" in by))).toEqual([]);
  });

  test("they keep their labels and stay when the stack goes", async () => {
    await pulumi.succeed("destroy", "--yes", "--skip-preview", "--stack", "dev");

    expect(await strangersAmong({ app: "nginx" })).toHaveLength(2);
    expect(await strangersAmong({ app: "redis" })).toHaveLength(2);
  });
});
