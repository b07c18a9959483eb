import { generatedAuthority, rotateAuthority } from "../../../cli/rotate/authority-rotation";
import { newValue } from "../../../cli/rotate/new-value";
import { perform } from "../../../cli/rotate/performed-rotation";
import { rotateSecret } from "../../../cli/rotate/secret-rotation";
import {
  secretDefinitions,
  secretNames,
  type SecretName,
} from "../../../components/values/secret-definitions";
import { sourceOf, sourcesOf } from "../../../components/plan/secrets/secret-sources";
import { secretUsers } from "../../../components/plan/secrets/secret-users";
import { configOf, planOf } from "../../support/configuration";
import { RecordedStack } from "./recorded-stack";

const users = secretUsers(planOf());

function stepsFor(name: SecretName, keys: readonly string[] = []) {
  return rotateSecret({
    name,
    keys,
    users,
    copyChanges: {},
    namespace: "openops-dev",
    source: { kind: "stack" },
  });
}

const quiet = { print: () => undefined, again: "" };

describe("the rotation of a secret that others keep is refused", () => {
  const secrets = {
    existing: { "openops-env": { redisPassword: "REDIS", encryptionKey: "KEY" } },
    external: {
      store: { kind: "aws", region: "eu-west-1" },
      keys: { jwtSecret: { key: "openops/jwt" }, analyticsAdminPassword: { key: "openops/analytics" } },
    },
  };
  const config = configOf({ cluster: { createNamespace: false }, secrets });
  const refused = (name: SecretName) => () =>
    rotateSecret({
      name,
      keys: [],
      users,
      copyChanges: {},
      namespace: "openops-dev",
      source: sourceOf(name, sourcesOf(config)),
    });

  test("with the key of its Secret and the update after it", () => {
    expect(refused("redisPassword")).toThrow(
      "redisPassword is kept under REDIS in the Secret openops-env, and this command changes nothing there. Nothing was changed. Change it there, then update the stack: pulumi up",
    );
  });

  test("with its name in the store and the restart after it", () => {
    expect(refused("jwtSecret")).toThrow(
      "jwtSecret is kept in its store, under openops/jwt, and this command changes nothing there. Nothing was changed. Change it there, then when External Secrets has brought it: kubectl rollout restart -n openops-dev deployment/openops-app",
    );
  });

  test("with the copy that a service keeps of it", () => {
    expect(refused("analyticsAdminPassword")).toThrow(
      "Before that give the service the new value, since analytics keeps the password of its user admin",
    );
  });

  test("and one that never changes stays so", () => {
    expect(refused("encryptionKey")).toThrow("encryptionKey never changes");
  });
});

describe("the rotation of", () => {
  test("a password that can overlap lets the server take both before it forgets the old one", async () => {
    const stack = new RecordedStack();
    await perform(stepsFor("redisPassword"), { ...quiet, access: stack, value: "new" });

    expect(stack.done).toEqual([
      "secret redisPasswordNext=new",
      "update",
      "secret redisPassword=new",
      "remove redisPasswordNext",
      "update",
    ]);
  });

  test("such a password that was interrupted updates again before it forgets the old one", async () => {
    const stack = new RecordedStack();
    const steps = stepsFor("postgresAppPassword", ["postgresAppPasswordNext"]);
    await perform(steps, { ...quiet, access: stack, value: "new" });

    expect(stack.done).toEqual([
      "update",
      "secret postgresAppPassword=new",
      "remove postgresAppPasswordNext",
      "update",
    ]);
  });

  test("a password that can overlap names the pods that restart", () => {
    expect(stepsFor("postgresAppPassword").map(({ text }) => text)).toEqual([
      "Set postgresAppPasswordNext: the server takes both values, and the clients move to it; these restart: openops-app.",
      "Make it postgresAppPassword and remove postgresAppPasswordNext: the server forgets the old value.",
    ]);
  });

  test("each step of Redis' password says that tables restarts with Redis, and for how long nobody signs in", () => {
    const meanwhile =
      " While Redis restarts, no workflow starts or goes on, and queued runs are kept on its volume; " +
      "tables restarts with it, and nobody can sign in until tables is back, one or two minutes later.";

    expect(stepsFor("redisPassword").map(({ text }) => text)).toEqual([
      "Set redisPasswordNext: the server takes both values, and the clients move to it; " +
        `these restart: openops-analytics, openops-app, openops-engine, openops-tables, redis.${meanwhile}`,
      `Make it redisPassword and remove redisPasswordNext: the server forgets the old value.${meanwhile}`,
    ]);
  });

  test("any other secret that pods take over is one update", async () => {
    const stack = new RecordedStack();
    const steps = stepsFor("jwtSecret", ["jwtSecret"]);
    await perform(steps, { ...quiet, access: stack, value: "new" });

    expect(stack.done).toEqual(["secret jwtSecret=new", "update"]);
    expect(steps.map(({ text }) => text)).toEqual([
      "Give jwtSecret another value in the configuration; these restart: openops-app.",
    ]);
  });

  test.each(["encryptionKey", "analyticsSecretKey"] as const)("%s is refused with the reason", (name) => {
    expect(() => stepsFor(name)).toThrow(
      `${name} never changes: ${secretDefinitions[name].dependent ?? ""}. Nothing was changed.`,
    );
  });

  test("a secret of which analytics keeps a copy is refused with what a person has to do", () => {
    expect(() => stepsFor("analyticsAdminPassword")).toThrow(
      [
        "Of analyticsAdminPassword a service keeps a copy: analytics keeps the password of its user admin and does not take another one from its variables. Nothing was changed. Think of a value, then:",
        "  1. give the service the new value   kubectl exec -it -n openops-dev deploy/openops-analytics -- superset fab reset-password --username admin",
        "  2. give it to the stack             pulumi config set --secret openops:analyticsAdminPassword",
        "  3. say that both have it            pulumi config set --plaintext --path 'openops:secrets.copyChanges.analyticsAdminPassword' 1",
        "  4. update the stack                 pulumi up",
      ].join("\n"),
    );
  });

  test("every secret has steps or a reason", () => {
    const outcomes = secretNames.map((name) => {
      try {
        return stepsFor(name).length;
      } catch (error) {
        return error instanceof Error ? error.message.split(" ")[0] : "";
      }
    });

    expect(outcomes.filter((outcome) => outcome === 0 || outcome === "")).toEqual([]);
  });

  test("an authority lets clients trust both while the server goes from one to the other", async () => {
    const stack = new RecordedStack();
    const steps = rotateAuthority({ store: "database", authority: 1, alsoTrusted: undefined });
    await perform(steps, { ...quiet, access: stack, value: "" });

    expect(stack.done).toEqual([
      "database.tls.alsoTrusted=2",
      "update",
      "database.tls.authority=2",
      "database.tls.alsoTrusted=1",
      "update",
      "remove database.tls.alsoTrusted",
      "update",
    ]);
  });

  test.each([
    [
      { authority: 1, alsoTrusted: 2 },
      ["update", "cache.tls.authority=2", "cache.tls.alsoTrusted=1", "update"],
    ],
    [{ authority: 2, alsoTrusted: 1 }, []],
  ])("an authority that was interrupted at %j goes on from there", async (numbers, before) => {
    const stack = new RecordedStack();
    await perform(rotateAuthority({ store: "cache", ...numbers }), { ...quiet, access: stack, value: "" });

    expect(stack.done).toEqual([...before, "remove cache.tls.alsoTrusted", "update"]);
  });

  test("an authority that the stack does not make is refused", () => {
    expect(() => generatedAuthority("database", configOf())).toThrow(
      "The certificate of the database is not generated by the stack, and so its authority is not changed here; nothing was changed. See docs/secrets.md for those of other kinds.",
    );
    expect(() => generatedAuthority("postgres", configOf())).toThrow(
      "There is no store postgres; there are database and cache.",
    );
    expect(generatedAuthority("cache", configOf({ preset: "ci" }))).toMatchObject({
      store: "cache",
      authority: 1,
    });
  });
});

describe("a rotation whose update fails", () => {
  const again = "npm run rotate -- --secret redisPassword";

  test("stops there and says how to go on", async () => {
    const stack = new RecordedStack([1]);

    await expect(
      perform(stepsFor("redisPassword"), { ...quiet, access: stack, value: "new", again }),
    ).rejects.toThrow(
      `The API server is away.\nStep 1 of 2 did not finish; its configuration is set in a record. Fix the cause, then go on: ${again}.`,
    );
    expect(stack.done).toEqual(["secret redisPasswordNext=new", "update"]);
  });

  test("at its last step is finished by an update", async () => {
    const stack = new RecordedStack([2]);

    await expect(
      perform(stepsFor("redisPassword"), { ...quiet, access: stack, value: "new", again }),
    ).rejects.toThrow("Fix the cause, then update the stack: that is all that is left.");
  });
});

test("a new value has the shape of its recipe, and differs each time", () => {
  const { recipe } = secretDefinitions.redisPassword;

  expect(newValue(recipe)).toMatch(/^[A-Za-z0-9]{40}$/);
  expect(newValue(secretDefinitions.encryptionKey.recipe)).toMatch(/^[0-9a-f]{32}$/);
  expect(newValue(recipe)).not.toBe(newValue(recipe));
});
