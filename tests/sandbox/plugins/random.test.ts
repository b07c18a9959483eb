import { compareSync, hashSync } from "bcryptjs";
import { EngineLog } from "../../../sandbox/plugins/protocol/engine-log";
import {
  type PropertyMap,
  isSecret,
  reveal,
  revealMap,
} from "../../../sandbox/plugins/protocol/property-value";
import { RandomPlugin } from "../../../sandbox/plugins/random/random-plugin";

const plugin = new RandomPlugin(new EngineLog(undefined));
const password = "random:index/randomPassword:RandomPassword";
const bytes = "random:index/randomBytes:RandomBytes";

function identity(type: string) {
  return { urn: `urn:pulumi:dev::test::${type}::it`, type, name: "it" };
}

function create(type: string, inputs: PropertyMap, preview = false) {
  return plugin.create({ ...identity(type), inputs, preview, timeoutSeconds: 0 });
}

function textOf(outputs: PropertyMap, name: string): string {
  return String(reveal(outputs[name] ?? null));
}

test("a password has the wanted length and no special characters when these are off", async () => {
  const { id, outputs } = await create(password, { length: 32, special: false });
  expect(id).toBe("none");
  expect(textOf(outputs, "result")).toMatch(/^[A-Za-z0-9]{32}$/);
});

test("a password holds the wanted number of each class", async () => {
  const { outputs } = await create(password, {
    length: 4,
    minLower: 1,
    minUpper: 1,
    minNumeric: 1,
    minSpecial: 1,
    overrideSpecial: "_",
  });
  expect([...textOf(outputs, "result")].sort().join("")).toMatch(/^[0-9][A-Z]_[a-z]$/);
});

test("the value and the hash of a password are secret, its length is not", async () => {
  const { outputs } = await create(password, { length: 8 });
  expect([isSecret(outputs.result), isSecret(outputs.bcryptHash), outputs.length]).toEqual([true, true, 8]);
});

test("random bytes are secret and the same in both encodings", async () => {
  const { outputs } = await create(bytes, { length: 16 });
  expect([isSecret(outputs.hex), isSecret(outputs.base64)]).toEqual([true, true]);
  expect(textOf(outputs, "hex")).toMatch(/^[0-9a-f]{32}$/);
  expect(Buffer.from(textOf(outputs, "base64"), "base64").toString("hex")).toBe(textOf(outputs, "hex"));
});

test("the id of random bytes is their value, in clear, as the official plugin makes it", async () => {
  const { id, outputs } = await create(bytes, { length: 16 });
  expect(id).toBe(textOf(outputs, "base64"));
});

test("a preview draws nothing", async () => {
  const { id, outputs } = await create(bytes, { length: 16 }, true);
  expect(id).toBe("");
  expect(Object.keys(outputs)).toEqual(["length", "base64", "hex"]);
  expect(textOf(outputs, "hex")).toBe("[object Object]");
});

test("a default that is written out changes nothing, a changed keeper replaces", async () => {
  const request = { ...identity(password), id: "none", oldOutputs: {}, ignoreChanges: [] };
  const old = { length: 8, keepers: { version: "1" } };
  const same = await plugin.diff({ ...request, oldInputs: old, newInputs: { ...old, upper: true } });
  const other = await plugin.diff({
    ...request,
    oldInputs: old,
    newInputs: { length: 8, keepers: { version: "2" } },
  });
  expect(same).toEqual({ changed: false, diffs: [], replaces: [] });
  expect(other).toEqual({ changed: true, diffs: ["keepers"], replaces: ["keepers"] });
});

test("a length below the sum of the minimums is refused", async () => {
  const newInputs = { length: 3, minLower: 2, minUpper: 2 };
  const { failures } = await plugin.check({
    ...identity(password),
    oldInputs: {},
    newInputs,
    randomSeed: Buffer.alloc(0),
  });
  expect(failures).toEqual([{ property: "length", reason: "expected a whole number of at least 4, got 3" }]);
});

test("importing a password takes the id for its value and hides it", async () => {
  const answer = await plugin.read({
    ...identity(password),
    id: "hunter2hunter2",
    oldInputs: {},
    oldOutputs: {},
  });
  expect(answer?.id).toBe("none");
  expect(isSecret(answer?.outputs.result)).toBe(true);
  expect(revealMap(answer?.outputs ?? {})).toMatchObject({
    result: "hunter2hunter2",
    length: 14,
    special: true,
  });
});

test("importing something that is no base64 is refused", async () => {
  const request = { ...identity(bytes), id: "not base64!", oldInputs: {}, oldOutputs: {} };
  await expect(plugin.read(request)).rejects.toThrow("cannot import: expected random bytes in base64");
});

test("a refresh keeps what was drawn", async () => {
  const { id, outputs } = await create(bytes, { length: 16 });
  const answer = await plugin.read({
    ...identity(bytes),
    id,
    oldInputs: { length: 16 },
    oldOutputs: outputs,
  });
  expect(answer).toEqual({ id, inputs: { length: 16 }, outputs });
});

test("an unknown type is refused with the list of known ones", async () => {
  await expect(create("random:index/randomPet:RandomPet", {})).rejects.toThrow(
    'does not know the resource type "random:index/randomPet:RandomPet"; it has random:index/randomPassword',
  );
});

test("the hash of a password is a bcrypt hash of it and of no other", async () => {
  const { outputs } = await create(password, { length: 20 });
  const [result, hash] = [textOf(outputs, "result"), textOf(outputs, "bcryptHash")];
  expect(hash).toMatch(/^\$2[aby]\$04\$[./A-Za-z0-9]{53}$/);
  expect([compareSync(result, hash), compareSync(`${result}x`, hash)]).toEqual([true, false]);
});

test("bcrypt agrees with the published test vector", () => {
  const salt = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.";
  expect(hashSync("U*U", salt)).toBe("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
});
