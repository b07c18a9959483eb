import {
  carriedSecrets,
  keptNames,
  nothingCarried,
} from "../../../components/checks/recorded/carried-secrets";
import { mockSecret, placeRecord, runProgram } from "../../support/program";

const key = "0123456789abcdef0123456789abcdef";
const bytesType = "random:index/randomBytes:RandomBytes";
const passwordType = "random:index/randomPassword:RandomPassword";
const component = "openops:index:Secrets secrets";
const retired = { [`${bytesType} encryptionKey`]: { hex: key } };

async function program(state: Readonly<Record<string, Readonly<Record<string, unknown>>>>) {
  const run = await runProgram(
    "staging",
    { "openops:preset": "staging", "openops:publicUrl": "https://openops.example.com" },
    { state: { ...placeRecord("openops-staging"), ...state } },
  );
  return {
    key: run.find("kubernetes:core/v1:Secret", "openops-app").inputs.stringData,
    retired: run.resources.filter(({ type }) => type === bytesType),
    generated: run.find(passwordType, "encryptionKey"),
  };
}

describe("the encryption key", () => {
  test("is generated as 32 hexadecimal digits by a resource whose id is not its value, and protected", async () => {
    const { key, retired, generated } = await program({});

    expect(generated.inputs).toEqual({
      length: 32,
      lower: false,
      upper: false,
      numeric: false,
      special: true,
      overrideSpecial: "0123456789abcdef",
    });
    expect(generated.options.protect).toBe(true);
    expect(retired).toEqual([]);
    expect(key).toMatchObject({ OPS_ENCRYPTION_KEY: mockSecret("encryptionKey") });
  });

  test("keeps its value where it was a resource with the value as its id, which loses its protection first", async () => {
    const { retired: leaving, generated } = await program(retired);

    expect(leaving.map(({ inputs, options }) => [inputs, options.protect])).toEqual([
      [{ length: 16 }, false],
    ]);
    expect(generated.options.protect).toBe(true);
  });

  test("keeps its value when that resource is deleted, by the update after the one that recorded the value", async () => {
    const kept = { [component]: { carried: { encryptionKey: key } } };
    const during = await program({ ...retired, ...kept });
    const afterwards = await program(kept);

    expect(during.retired).toEqual([]);
    expect(during.key).toMatchObject({ OPS_ENCRYPTION_KEY: key });
    expect(afterwards.key).toMatchObject({ OPS_ENCRYPTION_KEY: key });
  });
});

describe("a state with secrets in clear", () => {
  const state = (resource: string, outputs: Readonly<Record<string, unknown>>) => {
    const [type = "", name = ""] = resource.split(" ");
    return { type, name, outputs };
  };

  test("carries nothing where it never had such a resource", () => {
    expect(
      carriedSecrets([state(component, {}), state(`${passwordType} jwtSecret`, { result: "a" })]),
    ).toEqual(nothingCarried);
  });

  test("names the value, where it is kept, and whether the resource is still there", () => {
    expect(carriedSecrets([state(`${bytesType} encryptionKey`, { hex: key })])).toEqual({
      values: { encryptionKey: key },
      kept: [],
      retired: ["encryptionKey"],
    });
    expect(carriedSecrets([state(component, { carried: { encryptionKey: key } })])).toEqual({
      values: { encryptionKey: key },
      kept: ["encryptionKey"],
      retired: [],
    });
  });

  test("names what is kept without knowing the values", () => {
    expect(keptNames([state(component, { carried: { encryptionKey: { ciphertext: "v1:x" } } })])).toEqual([
      "encryptionKey",
    ]);
    expect(keptNames([])).toEqual([]);
  });
});
