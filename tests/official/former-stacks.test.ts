import { keyAndVolumes } from "./key-and-volumes";
import { putFormerStack } from "./former-stack";
import { PlainPulumi } from "./plain-pulumi";

const kept = [
  "kubernetes:core/v1:PersistentVolumeClaim",
  "kubernetes:core/v1:Namespace",
  "kubernetes:apps/v1:StatefulSet",
  "random:index/randomBytes:RandomBytes",
  "random:index/randomPassword:RandomPassword",
];
let pulumi: PlainPulumi;

beforeAll(async () => {
  pulumi = await PlainPulumi.start();
});

afterAll(() => pulumi.stop());

/** What the last operation deleted or replaced. */
function lost(): readonly string[] {
  return pulumi
    .lastSteps()
    .filter((step) => /^(delete|replace|create-replacement|delete-replaced)/.test(step));
}

describe.each([
  { stack: "dev", volumes: ["data-postgres-0", "data-redis-0", "tables-pvc"] },
  { stack: "staging", volumes: ["data-postgres-0", "data-redis-0", "openops-backups", "tables-pvc"] },
])("the $stack stack as the first release left it", ({ stack, volumes }) => {
  const namespace = `openops-${stack}`;
  const up = ["up", "--yes", "--skip-preview", "--stack", stack];
  let before: Awaited<ReturnType<typeof keyAndVolumes>>;

  beforeAll(async () => {
    await putFormerStack(pulumi, stack);
    before = await keyAndVolumes(pulumi, namespace);
  });

  test("had a key and volumes", () => {
    expect(before).toEqual({
      keys: [expect.stringMatching(/^[0-9a-f]{32}$/)],
      volumes: volumes.map((name) => expect.stringMatching(new RegExp(`^${name} [0-9a-f-]{36}$`))),
    });
  });

  test("loses no volume, no key, no password, no StatefulSet and no namespace by an update", async () => {
    await pulumi.succeed("preview", "--stack", stack);

    expect(lost().filter((step) => kept.some((type) => step.includes(type)))).toEqual([]);
  });

  test("is updated, and has the same key and volumes", async () => {
    await pulumi.succeed(...up);

    expect(await keyAndVolumes(pulumi, namespace)).toEqual(before);
  });

  test("selects its pods by their stack with the update after that, and then nothing is left to do", async () => {
    await pulumi.succeed(...up);

    expect(await keyAndVolumes(pulumi, namespace)).toEqual(before);
    expect(
      (await pulumi.kubectl(["get", "service", "nginx", "-n", namespace, "-o=jsonpath={.spec.selector}"]))
        .output,
    ).toBe(`{"app":"nginx","app.kubernetes.io/instance":"${namespace}"}`);
    await pulumi.succeed("preview", "--expect-no-changes", "--stack", stack);
  });
});
