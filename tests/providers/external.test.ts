import { faultsOf } from "../support/configuration";
import { runProgram, type ProgramRun } from "../support/program";
import { writtenConfig } from "../support/written-config";

const database = {
  kind: "external",
  host: "db.example.com",
  addresses: ["10.20.0.0/24"],
  credentials: { kind: "secret", secretName: "admin", namespace: "databases", usernameKey: "user" },
};
const cache = {
  kind: "external",
  host: "redis.example.com",
  addresses: ["10.20.1.0/24"],
  credentials: { kind: "secret", secretName: "redis", namespace: "databases", passwordKey: "auth" },
};
const secrets = {
  "databases/admin": { user: "company_admin", password: "the-admin-password" },
  "databases/redis": { auth: "with/signs+" },
};

function run(
  held: Readonly<Record<string, Readonly<Record<string, string>>>> = secrets,
): Promise<ProgramRun> {
  return runProgram("dev", writtenConfig({ preset: "dev", database, cache }), { secrets: held });
}

const secretOf = ({ find }: ProgramRun, name: string) => find("kubernetes:core/v1:Secret", name).inputs;

describe("credentials in a Secret that others keep", () => {
  test("are read from it: nothing has to be said of them in the configuration", async () => {
    const found = await run();

    expect(found.reads.filter((read) => read.startsWith("kubernetes:core/v1:Secret"))).toEqual([
      "kubernetes:core/v1:Secret databases/admin",
      "kubernetes:core/v1:Secret databases/redis",
    ]);
    expect(secretOf(found, "openops-database-bootstrap")).toMatchObject({
      stringData: { PGPASSWORD: "the-admin-password" },
    });
    expect(
      JSON.stringify(found.find("kubernetes:batch/v1:Job", "openops-database-bootstrap").inputs),
    ).toContain('{"name":"PGUSER","value":"company_admin"}');
  });

  test("are escaped in the URLs of Redis", async () => {
    const found = await run();

    expect(secretOf(found, "openops-app")).toMatchObject({
      stringData: { OPS_REDIS_URL: "rediss://:with%2Fsigns%2B@redis.example.com:6379/0" },
    });
  });

  test("are kept encrypted", async () => {
    const found = await run();

    expect(found.find("kubernetes:core/v1:Secret", "openops-database-bootstrap").secretInputs).toContain(
      "stringData",
    );
    expect(JSON.stringify(found.outputs)).not.toContain("the-admin-password");
  });

  test("that lack keys are refused, all at once, before anything is declared, and no value is shown", async () => {
    const held = { "databases/admin": { pass: "the-admin-password" }, "databases/redis": { auth: "" } };

    await expect(run(held)).rejects.toThrow(
      [
        "The cluster of the stack has 3 faults; nothing was changed.",
        "  openops:database.credentials.passwordKey: expected a key that the Secret databases/admin has a value under, got password: it has pass (pulumi config set --plaintext --path 'openops:database.credentials.passwordKey' VALUE)",
        "  openops:database.credentials.usernameKey: expected a key that the Secret databases/admin has a value under, got user: it has pass (pulumi config set --path 'openops:database.credentials.usernameKey' VALUE)",
        "  openops:cache.credentials.passwordKey: expected a key that the Secret databases/redis has a value under, got auth: it has auth (pulumi config set --plaintext --path 'openops:cache.credentials.passwordKey' VALUE)",
      ].join("\n"),
    );
  });
});

test("a server that exists needs its password where no Secret has it", () => {
  const withoutSecret = { ...database, credentials: { kind: "config" } };

  expect(faultsOf({ preset: "dev", database: withoutSecret, cache })).toEqual([
    "openops:postgresPassword: expected the password of the server that database names, got nothing: a generated one would not be the server's (pulumi config set --secret openops:postgresPassword)",
  ]);
});

test("a next password of Redis is refused where a Secret has its password", () => {
  expect(faultsOf({ preset: "dev", cache, redisPasswordNext: "another-password" })).toEqual([
    "openops:redisPasswordNext: expected no next password for a cache of the kind external: its password is the one in the Secret that cache.credentials names (pulumi config rm --path 'openops:redisPasswordNext')",
  ]);
});
