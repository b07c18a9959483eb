import { saveFromCluster } from "../../../cli/secrets/values-from-cluster";
import type { LiveSecret } from "../../../components/checks/cluster/unknown-data-faults";
import { planOf } from "../../support/configuration";

const key = "0123456789abcdef0123456789abcdef";
const app = (value: string, name = "openops-app-1a2b3c4d"): LiveSecret => {
  return { name, values: { OPS_ENCRYPTION_KEY: value, OPS_JWT_SECRET: "j".repeat(64) } };
};

/** What is saved of the Secrets of a namespace where the configuration has some keys already. */
async function saved(secrets: readonly LiveSecret[], keys: readonly string[] = []) {
  const values: Record<string, string> = {};
  const stack = {
    keys: () => keys,
    setSecret: async (name: string, value: string) => void (values[name] = value),
  };
  const names = await saveFromCluster({ plan: planOf(), secrets, stack });
  return { names, values };
}

describe("the cluster's Secrets", () => {
  test("give the values that data depends on, and none that pods take over as they restart", async () => {
    expect(await saved([app(key), { name: "registry", values: { OPS_ENCRYPTION_KEY: "other" } }])).toEqual({
      names: ["encryptionKey"],
      values: { encryptionKey: key },
    });
  });

  test("give one value where several Secrets have the same", async () => {
    expect((await saved([app(key), app(key, "openops-app-5e6f7a8b")])).values).toEqual({
      encryptionKey: key,
    });
  });

  test("are refused where they have several values, which are not shown", async () => {
    await expect(saved([app(key), app("f".repeat(32), "openops-app-5e6f7a8b")])).rejects.toThrow(
      "Namespace openops-test has several values of encryptionKey in openops-app-1a2b3c4d and openops-app-5e6f7a8b; nothing was saved. Delete the Secrets that no pod uses, then run this again.",
    );
  });

  test("are refused where they have nothing that the configuration lacks", async () => {
    const nothing =
      "Namespace openops-test has no Secret with a value that data depends on and the configuration lacks; nothing was saved.";
    await expect(saved([])).rejects.toThrow(nothing);
    await expect(saved([app(key)], ["encryptionKey"])).rejects.toThrow(nothing);
  });
});
