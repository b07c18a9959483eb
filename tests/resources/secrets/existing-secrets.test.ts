import { podOf } from "../../support/pod-of";
import { recordIn, runProgram, type ProgramRun } from "../../support/program";

function variable(run: ProgramRun, workload: string, name: string) {
  return podOf(run, "apps/v1:Deployment", workload).env.find((one) => one.name === name);
}

const secretKeyRef = (name: string, key: string) => ({ valueFrom: { secretKeyRef: { name, key } } });

describe("a stack with secrets in a Secret of the namespace", () => {
  const content = {
    KEY: "0123456789abcdef0123456789abcdef",
    APP: "password-of-the-app",
    REDIS: "password-of-redis",
    SLACK: "word-of-slack",
  };
  const run = (changed: Partial<typeof content> = {}) =>
    runProgram(
      "dev",
      {
        "openops:preset": "dev",
        "openops:cluster": JSON.stringify({ createNamespace: false }),
        "openops:secrets": JSON.stringify({
          existing: {
            "openops-env": {
              encryptionKey: "KEY",
              postgresAppPassword: "APP",
              "app.OPS_SLACK_APP_SIGNING_SECRET": "SLACK",
            },
            "redis-auth": { redisPassword: "REDIS" },
          },
        }),
      },
      {
        existing: { "openops-env": { ...content, ...changed }, "redis-auth": { ...content, ...changed } },
      },
    );
  let stack: ProgramRun;

  beforeAll(async () => {
    stack = await run();
  });

  test("reads the Secrets before anything is made", () => {
    expect(stack.reads).toEqual(
      expect.arrayContaining([
        "kubernetes:core/v1:Secret openops-dev/openops-env",
        "kubernetes:core/v1:Secret openops-dev/redis-auth",
      ]),
    );
  });

  test("names them in the variables of the pods that need them, and copies them nowhere", () => {
    expect(variable(stack, "openops-app", "OPS_ENCRYPTION_KEY")).toMatchObject(
      secretKeyRef("openops-env", "KEY"),
    );
    expect(variable(stack, "openops-app", "OPS_SLACK_APP_SIGNING_SECRET")).toMatchObject(
      secretKeyRef("openops-env", "SLACK"),
    );
    expect(variable(stack, "openops-engine", "OPS_SLACK_APP_SIGNING_SECRET")).toBeUndefined();
    expect(
      podOf(stack, "apps/v1:StatefulSet", "redis").env.find(({ name }) => name === "REDISCLI_AUTH"),
    ).toMatchObject(secretKeyRef("redis-auth", "REDIS"));
    const copies = stack.resources.filter(({ inputs }) => JSON.stringify(inputs).includes(content.KEY));
    expect(copies.map(({ name }) => name)).toEqual([]);
  });

  test("lets Kubernetes put URLs together from a variable before them", () => {
    const names = podOf(stack, "apps/v1:Deployment", "openops-app").env.map(({ name }) => name);

    expect(variable(stack, "openops-app", "POSTGRES_APP_PASSWORD")).toMatchObject(
      secretKeyRef("openops-env", "APP"),
    );
    expect(variable(stack, "openops-app", "OPS_POSTGRES_URL")).toMatchObject({
      value: "postgresql://openops_app:$(POSTGRES_APP_PASSWORD)@postgres.openops-dev.svc:5432/openops",
    });
    expect(names.indexOf("POSTGRES_APP_PASSWORD")).toBeLessThan(names.indexOf("OPS_POSTGRES_URL"));
  });

  test("keeps its own secrets in a Secret of its own, with those alone", () => {
    const { stringData } = stack.find("kubernetes:core/v1:Secret", "openops-app").inputs;

    expect(Object.keys(stringData ?? {}).sort()).toEqual([
      "OPS_ANALYTICS_ADMIN_PASSWORD",
      "OPS_JWT_SECRET",
      "OPS_OPENOPS_ADMIN_PASSWORD",
      "OPS_POSTGRES_PASSWORD",
    ]);
  });

  test("writes the users of Redis into a file, which has more in it than the password", () => {
    expect(stack.find("kubernetes:core/v1:Secret", "redis-users").inputs.stringData).toEqual({
      "users.acl": "user default on >password-of-redis ~* &* +@all\n",
    });
  });

  test("rolls exactly the pods whose values have changed, and the bootstrap with them", async () => {
    const changed = await run({ APP: "another-password" });
    const checksum = (one: ProgramRun, type: string, name: string) =>
      podOf(one, type, name).annotations["checksum/secrets"];
    const workloads = [
      ["apps/v1:Deployment", "openops-app"],
      ["apps/v1:Deployment", "openops-engine"],
      ["apps/v1:Deployment", "openops-tables"],
      ["apps/v1:StatefulSet", "redis"],
      ["batch/v1:Job", "openops-database-bootstrap"],
    ] as const;

    expect(
      workloads
        .filter(([type, name]) => checksum(stack, type, name) !== checksum(changed, type, name))
        .map(([, name]) => name),
    ).toEqual(["openops-app", "openops-database-bootstrap"]);
    expect(checksum(stack, "apps/v1:Deployment", "openops-app")).toMatch(/^[0-9a-f]{16}$/);
    expect(checksum(stack, "apps/v1:StatefulSet", "postgres")).toBeUndefined();
  });

  test("records which encryption key it has", () => {
    expect(recordIn(stack, "secrets")).toMatchObject({ encryptionKey: { from: "existing" } });
  });

  test("is refused where a key is missing, before anything is made", async () => {
    const missing = runProgram(
      "dev",
      {
        "openops:preset": "dev",
        "openops:cluster": JSON.stringify({ createNamespace: false }),
        "openops:secrets": JSON.stringify({ existing: { "openops-env": { jwtSecret: "JWT" } } }),
      },
      { existing: { "openops-env": { KEY: "x" } } },
    );

    await expect(missing).rejects.toThrow(
      "What the stack's existing Secrets hold has 1 fault; nothing was changed.\n  openops:secrets.existing.openops-env.jwtSecret: expected the key JWT in the Secret openops-env, got the keys KEY",
    );
  });
});
