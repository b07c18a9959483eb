import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RawMap } from "../../../components/config/layers";
import { ageText } from "../../../cli/secrets/secret-age";
import { listSecrets } from "../../../cli/secrets/listed-secret";
import { saveGenerated } from "../../../cli/secrets/saved-secrets";
import { secretNames } from "../../../components/values/secret-definitions";
import { writtenAt } from "../../../cli/secrets/written-at";
import { generatedValue, parseExport } from "../../../cli/stack-access/state-resource";
import { configOf, planOf } from "../../support/configuration";

const resources = [
  {
    urn: "urn:pulumi:dev::openops::openops:index:Secrets$random:index/randomPassword:RandomPassword::jwtSecret",
    type: "random:index/randomPassword:RandomPassword",
    created: "2026-11-20T10:00:00Z",
  },
];

describe("the list of secrets", () => {
  test("names source, rotation, age and the workloads that get each", () => {
    const listed = listSecrets({
      plan: planOf({}, { engine: ["API_TOKEN"] }, ["redisPassword"]),
      keys: ["preset", "adminPassword", "redisPasswordNext", "extraSecrets"],
      extraSecrets: { engine: ["API_TOKEN"] },
      resources,
      writtenAt: (key) => (key === "adminPassword" ? "2026-11-01T00:00:00Z" : undefined),
    });
    const byName = new Map(listed.map((secret) => [secret.name, secret]));

    expect(byName.get("jwtSecret")).toEqual({
      name: "jwtSecret",
      source: "generated",
      users: ["openops-app"],
      rotation: "rolling",
      since: "2026-11-20T10:00:00Z",
    });
    expect(byName.get("adminPassword")).toEqual({
      name: "adminPassword",
      source: "config",
      users: ["openops-app", "openops-tables"],
      rotation: "rolling",
      since: "2026-11-01T00:00:00Z",
    });
    expect(byName.get("redisPassword")?.users).toEqual(["redis"]);
    expect(byName.get("redisPasswordNext")?.users).toEqual([
      "openops-analytics",
      "openops-app",
      "openops-engine",
      "openops-tables",
      "redis",
    ]);
    expect(byName.get("postgresPassword")?.users).toEqual(["openops-database-bootstrap", "postgres"]);
    expect(byName.get("extraSecrets.engine.API_TOKEN")?.users).toEqual(["openops-engine"]);
    expect(byName.has("postgresAppPasswordNext")).toBe(false);
    expect(listed).toHaveLength(18);
  });
});

test("secrets that others keep are listed with the place, and no age", () => {
  const secrets = {
    existing: { "openops-env": { jwtSecret: "JWT", "app.OPS_SLACK_APP_SIGNING_SECRET": "SLACK" } },
    external: {
      store: { kind: "aws", region: "eu-west-1" },
      keys: { adminPassword: { key: "openops/admin" } },
    },
  };
  const listed = listSecrets({
    plan: planOf({ cluster: { createNamespace: false }, secrets }),
    keys: ["registryPassword"],
    extraSecrets: {},
    resources,
    writtenAt: () => undefined,
  });
  const rows = listed.map(({ name, source, since, users }) => [name, source, since, users]);

  expect(rows).toEqual(
    expect.arrayContaining([
      ["jwtSecret", "Secret openops-env, JWT", undefined, ["openops-app"]],
      ["adminPassword", "store, openops/admin", undefined, ["openops-app", "openops-tables"]],
      ["app.OPS_SLACK_APP_SIGNING_SECRET", "Secret openops-env, SLACK", undefined, ["openops-app"]],
      ["registryPassword", "config", undefined, []],
    ]),
  );
});

describe("the password of the mail server is listed", () => {
  const listedWith = (values: RawMap, keys: readonly string[]) =>
    listSecrets({
      plan: planOf(values),
      keys,
      extraSecrets: {},
      resources,
      writtenAt: () => "2026-11-21T10:00:00Z",
    }).filter(({ name }) => name === "mailPassword");
  const mail = { server: { host: "smtp.example.com", user: "openops", from: "openops@example.com" } };

  test("with tables, which gets it, where the configuration gives it", () => {
    expect(listedWith({ mail, mailPassword: "word-of-the-sender" }, ["mail", "mailPassword"])).toEqual([
      {
        name: "mailPassword",
        source: "config",
        users: ["openops-tables"],
        rotation: "rolling",
        since: "2026-11-21T10:00:00Z",
      },
    ]);
  });

  test("with the place where others keep it, and no age", () => {
    const secrets = { existing: { relay: { mailPassword: "password" } } };

    expect(listedWith({ mail, cluster: { createNamespace: false }, secrets }, ["mail"])).toEqual([
      {
        name: "mailPassword",
        source: "Secret relay, password",
        users: ["openops-tables"],
        rotation: "rolling",
        since: undefined,
      },
    ]);
  });

  test("not at all where there is none", () => {
    expect(listedWith({}, [])).toEqual([]);
  });
});

describe("a secret whose value was carried over from a resource that is gone", () => {
  const secret = (value: unknown) => ({
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    plaintext: JSON.stringify(value),
  });
  const urn = (type: string, name: string) => `urn:pulumi:dev::openops::${type}::${name}`;
  const component = "openops:index:Secrets";
  const password = "random:index/randomPassword:RandomPassword";
  const state = [
    ...secretNames.map((name) => ({
      urn: urn(password, name),
      type: password,
      created: "2026-11-20T10:00:00Z",
      outputs: { result: secret(`drawn-${name}`) },
    })),
    {
      urn: urn(component, "secrets"),
      type: component,
      outputs: { carried: { encryptionKey: secret("the-key") } },
    },
  ];

  test("is saved with that value, and all others with what was generated", async () => {
    const saved: Record<string, string> = {};
    const stack = {
      keys: () => [],
      revealedResources: () => Promise.resolve(state),
      setSecret: async (name: string, value: string) => void (saved[name] = value),
    };
    await saveGenerated(stack, configOf());

    expect(saved).toEqual({
      ...Object.fromEntries(secretNames.map((name) => [name, `drawn-${name}`])),
      encryptionKey: "the-key",
    });
  });

  test("has no age, since the resource that would show it is another one", () => {
    const listed = listSecrets({
      plan: planOf(),
      keys: [],
      extraSecrets: {},
      resources: state,
      writtenAt: () => undefined,
    });
    const since = (wanted: string) => listed.find(({ name }) => name === wanted)?.since;

    expect([since("encryptionKey"), since("jwtSecret")]).toEqual([undefined, "2026-11-20T10:00:00Z"]);
  });
});

describe("the age of a secret", () => {
  const nowMs = Date.parse("2026-11-25T12:00:00Z");

  test.each([
    ["2026-11-25T11:59:30Z", "new"],
    ["2026-11-25T11:15:00Z", "45 min"],
    ["2026-11-25T07:00:00Z", "5 h"],
    ["2026-10-25T12:00:00Z", "31 d"],
  ])("since %s is %s", (since, text) => {
    expect(ageText(since, nowMs)).toBe(text);
  });

  test("in a stack file is that of the commit that wrote its value", () => {
    const root = mkdtempSync(join(tmpdir(), "openops-git-"));
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], {
        cwd: root,
        env: { ...process.env, GIT_COMMITTER_DATE: "2026-11-01T00:00:00Z" },
      });
    const file = "Pulumi.dev.yaml";
    const line = (key: string) => `  openops:${key}:\n    secure: v1:abc\n`;
    writeFileSync(join(root, file), `config:\n${line("jwtSecret")}`);
    git("init", "--quiet");
    git("add", ".");
    git("commit", "--quiet", "--message=Test");
    writeFileSync(join(root, file), `config:\n${line("jwtSecret")}${line("redisPassword")}`);

    expect(writtenAt(root, { file, key: "jwtSecret" })).toBe("2026-11-01T00:00:00.000Z");
    // Not committed, and not there.
    expect(writtenAt(root, { file, key: "redisPassword" })).toBeUndefined();
    expect(writtenAt(root, { file, key: "adminPassword" })).toBeUndefined();
    rmSync(root, { recursive: true });
  });
});

describe("an export of the state", () => {
  const secret = (value: string) => ({
    "4dabf18193072939515e22adb298388d": "1b",
    plaintext: JSON.stringify(value),
  });

  test("gives the generated value of a resource", () => {
    const [password, other] = parseExport(
      JSON.stringify({
        deployment: {
          resources: [
            {
              urn: "a",
              type: "random:index/randomPassword:RandomPassword",
              outputs: { result: secret("word") },
            },
            { urn: "c", type: "kubernetes:core/v1:Secret", outputs: {} },
          ],
        },
      }),
    ).map(generatedValue);

    expect([password, other]).toEqual(["word", undefined]);
  });

  test("of a stack without resources has none, and anything else is refused", () => {
    expect(parseExport('{"version":3,"deployment":{}}')).toEqual([]);
    expect(() => parseExport("error")).toThrow("another form than this program knows");
  });
});
