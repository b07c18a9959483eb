import { noTraces, Trial } from "./trial";

const trial = new Trial();

beforeAll(async () => {
  trial.configure();
  await trial.start();
  await trial.succeed("up");
});

afterAll(() => trial.remove());

describe("an object that was made while the state only knows that it was begun", () => {
  test("is taken over where its name was invented: no second Secret, and the first is still used", async () => {
    const before = await trial.snapshot();
    trial.unfinish("kubernetes:core/v1:Secret::postgres");
    const { errors } = await trial.succeed("up");

    expect(errors).toContain("Taking over what was begun: postgres");
    const { objects, secrets } = await trial.expectWhole();
    expect({ objects, secrets }).toEqual({ objects: before.objects, secrets: before.secrets });
  });

  test("is made again where it was never made", async () => {
    const before = await trial.snapshot();
    trial.unfinish("kubernetes:core/v1:ConfigMap::nginx");
    await trial.kubectl("delete", "configmap", "-n", trial.namespace, "-l", "app.kubernetes.io/name=nginx");
    await trial.succeed("up");

    const { claims, secrets } = await trial.expectWhole();
    expect({ claims, secrets }).toEqual({ claims: before.claims, secrets: before.secrets });
  });

  test("is not left behind when the stack is taken down", async () => {
    trial.unfinish("kubernetes:core/v1:Namespace::namespace");
    const { out, errors } = await trial.succeed("down");

    expect(errors).toContain("Taking over what was begun: namespace");
    expect(out).toContain("nothing of it is left");
    expect(await trial.installation().exists()).toBe(false);
  });
});

test("a killed update leaves no generated value behind", async () => {
  await trial.killAfter(30, "up");
  await trial.snapshot();

  expect(trial.traces()).toEqual(noTraces);
});

test("no generated value is written anywhere", () => {
  expect(trial.searched).toBeGreaterThan(10);
  expect(trial.traces()).toEqual(noTraces);
});
