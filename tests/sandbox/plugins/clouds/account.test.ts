import { clouds } from "../../../../sandbox/plugins/clouds/clouds";
import { InitializationFailure } from "../../../../sandbox/plugins/protocol/errors";
import {
  isSecret,
  isUnknown,
  revealMap,
  unknownValue,
} from "../../../../sandbox/plugins/protocol/property-value";
import { SimulatedCloud } from "./simulated-cloud";

const aws = clouds.find(({ name }) => name === "aws");
const instance = "aws:rds/instance:Instance";
const parameterGroup = "aws:rds/parameterGroup:ParameterGroup";
const password = "correcthorsebatterystaple";
const inputs = {
  identifier: "openops",
  engine: "postgres",
  engineVersion: "17",
  instanceClass: "db.t4g.medium",
  allocatedStorage: 20,
  username: "postgres",
  password,
  skipFinalSnapshot: true,
};

let cloud: SimulatedCloud;

beforeEach(async () => {
  if (aws === undefined) {
    throw new Error("aws is not simulated");
  }
  cloud = new SimulatedCloud(aws, { region: "eu-central-1" });
  await cloud.configure();
});

afterEach(() => cloud.remove());

test("what exists already is refused", async () => {
  await cloud.create(instance, inputs);
  await expect(cloud.create(instance, inputs)).rejects.toThrow(
    "creating RDS DB Instance (openops): DBInstanceAlreadyExists: DB instance already exists",
  );
});

test("what was made is still there for another process, by identifier and by id", async () => {
  const { id } = await cloud.create(instance, inputs);
  await cloud.restart();
  expect((await cloud.read(instance, "openops"))?.id).toBe(id);
  expect((await cloud.read(instance, id))?.id).toBe(id);
});

test("what was deleted is gone, and deleting it again is no fault", async () => {
  const { id } = await cloud.create(instance, inputs);
  await cloud.delete(instance, id, { skipFinalSnapshot: true });
  expect(await cloud.read(instance, id)).toBeUndefined();
  await cloud.delete(instance, id, { skipFinalSnapshot: true });
});

test("an imported resource has its inputs, except for its password", async () => {
  await cloud.create(instance, inputs);
  const answer = await cloud.read(instance, "openops");
  expect(answer?.inputs).toMatchObject({ identifier: "openops", allocatedStorage: 20 });
  expect(answer?.inputs).not.toHaveProperty("password");
});

test("a refresh keeps the password of the state", async () => {
  const { id, outputs } = await cloud.create(instance, inputs);
  const answer = await cloud.read(instance, id, inputs);
  expect(revealMap(answer?.outputs ?? {})).toEqual(revealMap(outputs));
  expect(isSecret(answer?.inputs.password)).toBe(true);
});

test("no file of the account holds a secret", async () => {
  await cloud.create(instance, inputs);
  expect(cloud.files()).toContain('"openops"');
  expect(cloud.files()).not.toContain(password);
});

test("a preview makes nothing and leaves open what the cloud decides", async () => {
  const { id, outputs } = await cloud.create(instance, inputs, { preview: true });
  expect(id).toBe("");
  expect([isUnknown(outputs.address), isUnknown(outputs.port), outputs.identifier]).toEqual([
    true,
    true,
    "openops",
  ]);
  expect(isSecret(outputs.password)).toBe(true);
  expect(await cloud.read(instance, "openops")).toBeUndefined();
});

test("a value that is not known yet has no faults", async () => {
  expect(await cloud.faults(instance, { ...inputs, kmsKeyId: unknownValue, password: unknownValue })).toEqual(
    [],
  );
});

test("a name is made up where none is given, and kept", async () => {
  const first = await cloud.check(parameterGroup, { family: "postgres17" });
  expect(first.inputs.name).toBe("it-0707070");
  const second = await cloud.check(parameterGroup, { family: "postgres17" }, { name: "it-abcdef0" });
  expect(second.inputs.name).toBe("it-abcdef0");
});

test("a replaced resource with a fixed name is deleted first, one with a new name last", async () => {
  const sameName = await cloud.diff(instance, inputs, { ...inputs, storageEncrypted: true });
  expect(sameName).toMatchObject({ replaces: ["storageEncrypted"], deleteBeforeReplace: true });
  const newName = await cloud.diff(instance, inputs, { ...inputs, identifier: "other" });
  expect(newName).toMatchObject({ replaces: ["identifier"], deleteBeforeReplace: false });
});

test("a default that is written out changes nothing", async () => {
  const answer = await cloud.diff(instance, inputs, { ...inputs, publiclyAccessible: false });
  expect(answer).toMatchObject({ changed: false, diffs: [], replaces: [] });
});

test("what the cloud may decide stays as it is when it is no longer asked for", async () => {
  const answer = await cloud.diff(instance, { ...inputs, multiAz: true }, inputs);
  expect(answer).toMatchObject({ changed: false, diffs: [] });
});

test("an unknown type is refused by name", async () => {
  await expect(cloud.create("aws:s3/bucket:Bucket", {})).rejects.toThrow(
    'the simulated AWS does not know the resource type "aws:s3/bucket:Bucket"; it has aws:ec2/securityGroup',
  );
});

test("an unknown function is refused by name", async () => {
  await expect(cloud.invoke("aws:s3/getBucket:getBucket", {})).rejects.toThrow(
    'the simulated AWS has no function "aws:s3/getBucket:getBucket"; it has aws:eks/getCluster:getCluster',
  );
});

test("an input without a rule is refused by name", async () => {
  const [fault] = await cloud.faults(instance, { ...inputs, timezone: "UTC" });
  expect(fault).toMatch(/^timezone: not an input that the stand-in knows; these are: allocatedStorage, /);
});

describe("told to fail", () => {
  test("a creation is refused with the given message and leaves nothing", async () => {
    const fault = { resource: "it", does: "fail", message: "InsufficientCapacity: try again" };
    cloud.settings({ faults: [fault] });
    await expect(cloud.create(instance, inputs)).rejects.toThrow(
      "creating RDS DB Instance (openops): InsufficientCapacity: try again",
    );
    expect(await cloud.read(instance, "openops")).toBeUndefined();
  });

  test("a type, a name in the cloud and an operation can be meant", async () => {
    const { id } = await cloud.create(instance, inputs);
    cloud.settings({
      secondsPerMinute: 0,
      faults: [
        { resource: instance, when: "update", does: "fail", message: "no change" },
        { resource: "openops", when: "delete", does: "fail", message: "no deletion" },
      ],
    });
    const change = { old: inputs, now: { ...inputs, multiAz: true } };
    await expect(cloud.update(instance, id, change)).rejects.toThrow(
      "updating RDS DB Instance (openops): no change",
    );
    await expect(cloud.delete(instance, id)).rejects.toThrow(
      "deleting RDS DB Instance (openops): no deletion",
    );
  });

  test("a look-up says that there is nothing", async () => {
    cloud.settings({ faults: [{ resource: "shop", when: "look-up", does: "fail", message: "NotFound" }] });
    await expect(cloud.invoke("aws:eks/getCluster:getCluster", { name: "shop" })).rejects.toThrow(
      "aws:eks/getCluster:getCluster: NotFound",
    );
  });

  test("settings that cannot be understood are refused with the file's name", async () => {
    cloud.settings({ fault: [] });
    await expect(cloud.create(instance, inputs)).rejects.toThrow(
      /settings\.json: .*"fault".*Fix it, or delete/,
    );
  });
});

describe("told to stall", () => {
  beforeEach(() => cloud.settings({ secondsPerMinute: 0, faults: [{ resource: "it", does: "stall" }] }));

  test("a creation goes on in the cloud after its process has died", async () => {
    const lost = cloud.create(instance, inputs);
    const unfinished = lost.catch((error: unknown) => error);
    cloud.cancel();
    expect(await unfinished).toBeInstanceOf(InitializationFailure);
    await cloud.restart();
    const creating = await cloud.read(instance, "openops");
    expect(creating?.outputs).toMatchObject({ identifier: "openops" });
    expect(creating?.outputs).not.toHaveProperty("address");
    cloud.settings({ secondsPerMinute: 0 });
    expect((await cloud.read(instance, "openops"))?.outputs.address).toMatch(
      /^openops\.[a-z0-9]+\.eu-central-1\.rds\.amazonaws\.com$/,
    );
  });

  test("a creation ends once the entry is gone", async () => {
    const made = cloud.create(instance, inputs);
    cloud.settings({ secondsPerMinute: 0 });
    expect((await made).outputs.identifier).toBe("openops");
  });

  test("a creation ends after the time that it was given, and is kept", async () => {
    await expect(cloud.create(instance, inputs, { timeoutSeconds: 0.05 })).rejects.toThrow(
      "waiting for RDS DB Instance (openops) to be created: not done after 0.05 s",
    );
    expect(await cloud.read(instance, "openops")).toBeDefined();
  });
});

test("a creation takes as long as the settings say", async () => {
  cloud.settings({ secondsPerMinute: 0.01 });
  const startedMs = Date.now();
  await cloud.create(instance, inputs);
  // The table says twelve minutes.
  expect(Date.now() - startedMs).toBeGreaterThanOrEqual(120);
});

test("a deletion that nobody waits for goes on", async () => {
  const { id } = await cloud.create(instance, inputs);
  cloud.settings({ secondsPerMinute: 0.005 });
  const deletion = cloud.delete(instance, id, { skipFinalSnapshot: true });
  await cloud.restart();
  expect(await cloud.read(instance, id)).toBeDefined();
  await deletion;
  expect(await cloud.read(instance, id)).toBeUndefined();
});
