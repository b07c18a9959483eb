import { z } from "zod";
import { PlainPulumi } from "./plain-pulumi";

/**
 * What the stand-in does otherwise than release 4.25.0 of the official plugin, which is tested here, because it does
 * as 4.34.2 does, which the program asks for. Everything else is compared in stand-in.test.ts.
 */
const namespace = "openops-dev";
let official: PlainPulumi;
let standIn: PlainPulumi;

const config = { preset: "dev", services: { app: { replicas: 2 } } };
const withBudgets = { ...config, availability: { disruptionBudgets: true } };

beforeAll(async () => {
  [official, standIn] = await Promise.all([
    PlainPulumi.start({ kubernetes: "official" }),
    PlainPulumi.start({ kubernetes: "stand-in" }),
  ]);
  await Promise.all(
    [official, standIn].map(async (pulumi) => {
      await pulumi.run("stack", "init", "dev");
      pulumi.configure("dev", config);
      await pulumi.succeed("up", "--yes", "--skip-preview", "--stack", "dev");
    }),
  );
});

afterAll(() => Promise.all([official, standIn].map((pulumi) => pulumi?.stop())));

const managersSchema = z.object({
  metadata: z.object({
    managedFields: z.array(z.object({ manager: z.string(), operation: z.string() })),
  }),
});

/** By which kinds of requests Pulumi has set the fields of an object. */
async function operations(pulumi: PlainPulumi, object: string): Promise<readonly string[]> {
  const { output } = await pulumi.kubectl([
    ...["get", object, `--namespace=${namespace}`, "--show-managed-fields", "--output=json"],
  ]);
  return managersSchema
    .parse(JSON.parse(output))
    .metadata.managedFields.filter(({ manager }) => manager.startsWith("pulumi-kubernetes"))
    .map(({ operation }) => operation);
}

// pkg/await/await.go:187 of 4.25.0; github.com/pulumi/pulumi-kubernetes/pull/4278, in 4.29.0.
test("4.25.0 creates by server-side apply, and the stand-in as releases from 4.29.0 do, by a request that creates", async () => {
  expect(await operations(official, "service/redis")).toEqual(["Apply"]);
  expect(await operations(standIn, "service/redis")).toEqual(["Update"]);
});

// The same lines: an apply changes what is there, and a creation is refused.
test("4.25.0 takes over an object that is in the way, and the stand-in refuses as releases from 4.29.0 do", async () => {
  const [first, second] = await Promise.all(
    [official, standIn].map(async (pulumi) => {
      await pulumi.kubectl([
        ...["create", "poddisruptionbudget", "openops-app", `--namespace=${namespace}`],
        ...[`--selector=app=openops-app,app.kubernetes.io/instance=${namespace}`, "--max-unavailable=1"],
      ]);
      pulumi.configure("dev", withBudgets);
      return pulumi.operate("up", "--yes", "--skip-preview", "--stack", "dev");
    }),
  );

  expect(first?.code).toBe(0);
  expect(second?.code).toBe(1);
  expect(second?.printed).toContain('poddisruptionbudgets.policy "openops-app" already exists');
});

test("with the variable that takes over, both do the same", async () => {
  const take = { PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true", PULUMI_K8S_ENABLE_PATCH_FORCE: "true" };
  await standIn.with(take).succeed("up", "--yes", "--skip-preview", "--stack", "dev");

  for (const pulumi of [official, standIn]) {
    await pulumi.succeed("preview", "--expect-no-changes", "--stack", "dev");
  }
});
