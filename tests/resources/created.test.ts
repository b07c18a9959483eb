import * as pulumi from "@pulumi/pulumi";
import type { OpenOpsArgs } from "../../components/resources/installation-args";
import { runCreated } from "../support/program";

const host = () => pulumi.output(Promise.resolve("db.example.com"));
const external = (more: object = {}): OpenOpsArgs => ({
  preset: "dev",
  database: { kind: "external", host: "db.example.com", addresses: ["10.0.0.0/24"], ...more },
  postgresPassword: "the-admin-password",
});
const podsOf = (run: Awaited<ReturnType<typeof runCreated>>) =>
  run.find("kubernetes:batch/v1:Job", "openops-database-bootstrap").inputs.spec;

test("a program installs what a stack file would", async () => {
  const { find, outputs } = await runCreated({ openops: { preset: "dev", namespace: "apps" } });

  expect(outputs).toMatchObject({ url: "http://localhost:8080", namespace: "apps", version: "0.6.25" });
  expect(outputs).not.toHaveProperty("readme");
  expect(find("kubernetes:apps/v1:Deployment", "openops-app").inputs.metadata).toMatchObject({
    namespace: "apps",
  });
});

test("the namespace of an installation is called after it where the program names none", async () => {
  const { find } = await runCreated({ eu: { preset: "dev" } });

  expect(find("kubernetes:core/v1:Namespace", "eu-namespace").inputs.metadata).toMatchObject({
    name: "openops-eu-dev",
  });
});

describe("of an existing server may be known later", () => {
  test("the host, which pods are given once it is known", async () => {
    const run = await runCreated({ openops: external({ host: host() }) });

    expect(JSON.stringify(podsOf(run))).toContain('{"name":"PGHOST","value":"db.example.com"}');
    expect(JSON.stringify(run.resources.map(({ inputs }) => inputs))).not.toContain("later.openops.invalid");
  });

  test("the administrator", async () => {
    const run = await runCreated({ openops: external({ adminRole: pulumi.output("admin") }) });

    expect(JSON.stringify(podsOf(run))).toContain('{"name":"PGUSER","value":"admin"}');
  });

  test("its port, which pods are given and policies let them reach", async () => {
    const run = await runCreated({ openops: external({ port: pulumi.output(6543) }) });
    const policies = run.resources.filter(({ type }) => type.endsWith(":NetworkPolicy"));

    expect(JSON.stringify(podsOf(run))).toContain('{"name":"PGPORT","value":"6543"}');
    expect(JSON.stringify(policies.map(({ inputs }) => inputs))).toContain('{"port":6543,"protocol":"TCP"}');
    expect(JSON.stringify(policies.map(({ inputs }) => inputs))).not.toContain('"port":5432');
  });

  test("its address ranges, which policies let its clients reach", async () => {
    const run = await runCreated({ openops: external({ addresses: [pulumi.output("10.1.0.0/16")] }) });
    const policies = JSON.stringify(
      run.resources.filter(({ type }) => type.endsWith(":NetworkPolicy")).map(({ inputs }) => inputs),
    );

    expect(policies).toContain('"cidr":"10.1.0.0/16"');
    expect(policies).not.toContain("192.0.2.0");
  });
});

describe("a secret of the program's", () => {
  const key = "0123456789abcdef0123456789abcdef";

  test.each<[string, () => pulumi.Input<string>]>([
    ["a text", () => key],
    ["an Output", () => pulumi.output(key)],
    ["a secret Output", () => pulumi.secret(key)],
  ])("reaches pods encrypted as %s", async (_, value) => {
    const { find } = await runCreated({ openops: { preset: "dev", encryptionKey: value() } });
    const secret = find("kubernetes:core/v1:Secret", "openops-app");

    expect(secret.inputs.stringData).toMatchObject({ OPS_ENCRYPTION_KEY: key });
    expect(secret.secretInputs).toEqual(["stringData"]);
  });

  test("is checked as one of a stack file, and not shown", async () => {
    const refused = runCreated({ openops: { preset: "dev", encryptionKey: pulumi.secret("not-a-key") } });

    await expect(refused).rejects.toThrow(
      [
        "What OpenOps openops is given has 1 fault; nothing was changed.",
        "  encryptionKey: expected 32 hexadecimal digits, as `openssl rand -hex 16` prints them",
      ].join("\n"),
    );
  });
});

describe("arguments are refused, all at once and before anything is declared,", () => {
  const refusal = async (args: object): Promise<string> => {
    // What a program in JavaScript may give.
    const given: OpenOpsArgs = Object.assign({}, args);
    const run: Promise<unknown> = runCreated({ openops: given });
    return run.then(
      () => "",
      (error: Error) => error.message,
    );
  };

  test("with the path of each, and no command", async () => {
    expect(
      await refusal({ preset: "dev", services: { tables: { replicas: 2 } }, databse: { kind: "aws" } }),
    ).toBe(
      [
        "What OpenOps openops is given has 2 faults; nothing was changed.",
        '  databse: expected the key database, got the unknown key "databse"',
        "  services.tables.replicas: expected 1, or services.tables.storage.accessMode to be ReadWriteMany, got 2: its volume is ReadWriteOnce, so a second pod cannot mount it on another node",
      ].join("\n"),
    );
  });

  test("where they name overlays, which are files", async () => {
    expect(await refusal({ preset: "dev", overlays: ["overlays/company.yaml"] })).toBe(
      [
        "What OpenOps openops is given has 1 fault; nothing was changed.",
        "  overlays: expected no overlays, got some: files belong to stack files; a program spreads what it shares into the arguments",
      ].join("\n"),
    );
  });

  test("where planning depends on what is known later only", async () => {
    expect(await refusal({ preset: "dev", publicUrl: pulumi.output("https://example.com") })).toBe(
      [
        "What OpenOps openops is given has 1 fault; nothing was changed.",
        "  publicUrl: expected a value that is known when the program runs, got an Output: what is installed depends on it; secrets, and the host, port, adminRole and addresses of existing servers may be Outputs",
      ].join("\n"),
    );
  });
});
