import { copyFileSync } from "node:fs";
import { ensureTools, findCluster } from "../../../sandbox";
import { secretNames } from "../../../components/values/secret-definitions";
import { Checkout } from "../checkout";
import { EngineState } from "../engine-state";
import { Installation } from "../installation";
import { kubectlFor } from "../kubectl";
import { containsAny, generatedValues } from "../secret-traces";

const checkout = new Checkout();
let dev: Installation;
let state: EngineState;

/** Fails with what the command printed, so that a broken run tells why. */
async function succeed(...args: readonly string[]): Promise<string> {
  const { code, out, errors } = await checkout.run(...args);
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
  return out;
}

/** The content of the one Secret that was declared with a name. */
async function contentOf(name: string): Promise<Readonly<Record<string, string>>> {
  const secrets = [...(await dev.secrets())].filter(([full]) => full.replace(/-[0-9a-f]{8}$/, "") === name);
  expect(secrets).toHaveLength(1);
  return secrets[0]?.[1] ?? {};
}

/** The content of the Secrets without the random part of their names. */
async function allContents() {
  const secrets = [...(await dev.secrets())];
  return Object.fromEntries(secrets.map(([name, data]) => [name.replace(/-[0-9a-f]{8}$/, ""), data]));
}

beforeAll(async () => {
  const root = checkout.folder;
  const tools = await ensureTools({ root, report: () => undefined });
  checkout.configure("dev", {
    preset: "dev",
    database: { tls: { kind: "generated" } },
    cache: { tls: { kind: "generated" } },
  });
  checkout.commit();
  await succeed("up");
  const cluster = await findCluster({ root });
  dev = new Installation(kubectlFor(tools.kubectl, cluster?.adminKubeconfig ?? ""), "openops-dev");
  state = new EngineState(tools.pulumi, checkout.path(".sandbox"));
});

afterAll(() => checkout.remove());

describe("npm run secrets", () => {
  test("lists every secret with source, rotation, age and workloads, and no value", async () => {
    const printed = await succeed("secrets");
    const rows = printed.split("\n").map((line) => line.split(/ {2,}/));

    expect(rows[0]).toEqual(["secret", "source", "rotation", "age", "pods"]);
    expect(rows.find(([name]) => name === "redisPassword")).toEqual([
      "redisPassword",
      "generated",
      "rolling",
      expect.stringMatching(/^(new|\d+ min)$/),
      "openops-analytics, openops-app, openops-engine, openops-tables, redis",
    ]);
    expect(secretNames.filter((name) => !rows.some(([row]) => row === name))).toEqual([]);
    expect(containsAny(printed, generatedValues(await dev.secrets()))).toBe(false);
  });
});

describe("npm run rotate", () => {
  test("gives Redis and its clients a new password by two steps, and shows neither", async () => {
    const before = generatedValues(await dev.secrets());
    const old = (await contentOf("redis")).REDISCLI_AUTH ?? "";
    const printed = await succeed("rotate", "--secret", "redisPassword");
    const { REDISCLI_AUTH: current = "" } = await contentOf("redis");

    expect(printed).toContain("Step 2 of 2");
    expect(current).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(before.has(current)).toBe(false);
    expect(await contentOf("redis-users")).toEqual({
      "users.acl": `user default on >${current} ~* &* +@all\n`,
    });
    expect((await contentOf("openops-tables")).REDIS_URL).toContain(`:${current}@`);
    expect(JSON.stringify(await allContents())).not.toContain(old);
    expect(containsAny(printed, new Set([old, current]))).toBe(false);
  });

  test("gives the app's database a new password, with the owner as its role again", async () => {
    await succeed("rotate", "--secret", "postgresAppPassword");
    const { OPS_POSTGRES_URL: url = "" } = await contentOf("openops-app");
    const password = (await contentOf("openops-database-bootstrap")).PASSWORD_OF_OPENOPS_APP ?? "";

    expect(password).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(url).toContain(`//openops_app:${password}@`);
    expect(Object.keys(await contentOf("openops-database-bootstrap"))).not.toContain(
      "PASSWORD_OF_OPENOPS_APP_NEXT",
    );
  });

  test("gives Postgres another authority, and clients trust it alone afterwards", async () => {
    const old = (await contentOf("postgres-certificate"))["ca.crt"] ?? "";
    await succeed("rotate", "--authority", "database");
    const current = (await contentOf("postgres-certificate"))["ca.crt"] ?? "";
    const trusted = await dev.configMap("database-authority");

    expect(current).not.toBe(old);
    expect(trusted).toEqual({ "postgres.pem": current });
  });

  test("leaves nothing to update, and the checkout as it was", async () => {
    expect(await succeed("preview")).toBe("No changes: stack dev is as configured.\n");
    expect(checkout.changedFiles()).toBe("");
  });

  test("refuses a key that never changes, before anything is changed", async () => {
    const { code, errors } = await checkout.run("rotate", "--secret", "encryptionKey");

    expect([code, errors.trimEnd().split("\n").at(-1)]).toEqual([
      1,
      "encryptionKey never changes: connections and step outputs in the database are encrypted with that key, and nothing re-encrypts them. Nothing was changed.",
    ]);
  });

  test("names the nearest secret for one that there is not", async () => {
    const { code, errors } = await checkout.run("rotate", "--secret", "redisPasword");

    expect([code, errors]).toEqual([1, "There is no secret redisPasword. Did you mean redisPassword?\n"]);
  });
});

describe("npm run secrets -- --save", () => {
  const kept = ["Pulumi.dev.yaml", "settings.dev.yaml"];
  const project = (name: string) => checkout.path(".sandbox", "project", name);

  test("keeps every generated value encrypted in the configuration, and an update changes nothing", async () => {
    const values = generatedValues(await dev.secrets());
    const printed = await succeed("secrets", "--save");

    expect(printed).toContain("Saved 14 values in the sandbox, encrypted");
    expect(containsAny(printed, values)).toBe(false);
    expect(await succeed("preview")).toBe("No changes: stack dev is as configured.\n");
    await succeed("up");
    expect(await succeed("secrets", "--save")).toContain("Nothing to save: the sandbox has every value.");
  });

  test("lets no other encryption key in, by the fingerprint of the one that is deployed", async () => {
    copyFileSync(project("settings.dev.yaml"), project("kept.yaml"));
    state.giveSecret("dev", "encryptionKey", "0123456789abcdef0123456789abcdef");
    const { code, errors } = await checkout.run("up");
    copyFileSync(project("kept.yaml"), project("settings.dev.yaml"));

    expect(code).toBe(1);
    expect(errors).toContain(
      "What is configured does not fit what is deployed; it has 1 fault; nothing was changed.\n",
    );
    expect(errors).toContain("openops:encryptionKey: expected the value with the fingerprint");
    expect(errors).not.toContain("0123456789abcdef0123456789abcdef");
  });

  test("makes the same stack again where its state and its objects are lost", async () => {
    const before = await allContents();
    kept.forEach((name) => copyFileSync(project(name), checkout.path(`kept-${name}`)));
    await succeed("down");
    kept.forEach((name) => copyFileSync(checkout.path(`kept-${name}`), project(name)));
    await succeed("up");
    const generated = Object.entries(before).filter(([name]) => !name.endsWith("-certificate"));

    expect(await allContents()).toMatchObject(Object.fromEntries(generated));
  });
});
