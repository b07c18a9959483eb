import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout } from "./checkout";

const checkout = new Checkout();

/** What a command that must fail says, and with which exit code. */
async function refusal(...args: readonly string[]): Promise<readonly [number | null, string]> {
  const { code, errors } = await checkout.run(...args);
  return [code, errors.trimEnd()];
}

/** What a command says for a stack file of these lines under `config`. */
function refusalOf(...lines: readonly string[]): Promise<readonly [number | null, string]> {
  checkout.write("Pulumi.bad.yaml", `config:\n${lines.map((line) => `  ${line}\n`).join("")}`);
  return refusal("up", "--stack", "bad");
}

afterAll(() => checkout.remove());

describe("a stack that cannot be brought up", () => {
  test("because there is none of that name, is told with the nearest one", async () => {
    expect(await refusal("up", "--stack", "dve")).toEqual([
      1,
      "There is no stack dve: Pulumi.dve.yaml does not exist. Did you mean dev?",
    ]);
  });

  test("because there is none of that name or near it, is told with those there are", async () => {
    expect(await refusal("preview", "--stack", "production")).toEqual([
      1,
      "There is no stack production: Pulumi.production.yaml does not exist. There are ci, dev.",
    ]);
  });

  test("because it names no preset, is refused", async () => {
    expect(await refusalOf("openops:version: 0.6.25")).toEqual([
      1,
      "The configuration of stack bad has 1 fault; nothing was changed.\n" +
        "  openops:preset: expected one of dev, ci, staging, prod, got nothing: a stack never takes its " +
        "sizes and safeguards in silence (pulumi config set openops:preset dev)",
    ]);
  });

  test("because of a key nobody knows, is told with the nearest one", async () => {
    expect(await refusalOf("openops:preset: dev", "openops:databse: {}")).toEqual([
      1,
      "The configuration of stack bad has 1 fault; nothing was changed.\n" +
        '  openops:databse: expected the key database, got the unknown key "databse" ' +
        "(pulumi config rm --path 'openops:databse')",
    ]);
  });

  test("because a value is encrypted where none belongs, is told with the leaf and without the value", async () => {
    const [code, errors] = await refusalOf(
      "openops:preset: dev",
      "openops:admin: { email: { secure: AAABAHidden } }",
    );
    expect(code).toBe(1);
    expect(errors).toContain("openops:admin.email: expected a value in clear, got an encrypted one");
    expect(errors).not.toContain("AAABAHidden");
  });

  test("because a secret is in clear, is refused without showing it", async () => {
    const [code, errors] = await refusalOf("openops:preset: dev", "openops:jwtSecret: not-so-secret-value");
    expect(code).toBe(1);
    expect(errors).toContain("openops:jwtSecret: expected an encrypted value, got one in clear");
    expect(errors).not.toContain("not-so-secret-value");
  });

  test("for several reasons, is told all of them at once", async () => {
    const [code, errors] = await refusalOf(
      "openops:preset: dev",
      "openops:publicUrl: openops.example.com",
      "openops:services: { tables: { replicas: 2 }, app: { replicas: many } }",
      "openops:database: { storage: { sizeGb: 5 } }",
    );
    expect(code).toBe(1);
    expect(errors.split("\n").map((line) => line.trim().split(": ")[0])).toEqual([
      "The configuration of stack bad has 4 faults; nothing was changed.",
      "openops:publicUrl",
      "openops:services.app.replicas",
      "openops:database.storage.sizeGb",
      "openops:services.tables.replicas",
    ]);
  });

  test("because its file is no YAML, is told with the file", async () => {
    const [code, errors] = await refusalOf('"openops:preset: dev');
    expect(code).toBe(1);
    expect(errors).toContain("Pulumi.bad.yaml cannot be read");
    expect(errors).not.toMatch(/^ +at /m);
  });

  test("touches nothing: no sandbox was started and no state was made", () => {
    expect(existsSync(checkout.path(".sandbox", "cluster"))).toBe(false);
    expect(existsSync(checkout.path(".sandbox", "state"))).toBe(false);
  });
});

describe("a command line", () => {
  test("with an unknown option is refused with the usage and exit code 2", async () => {
    const [code, errors] = await refusal("up", "--stak", "dev");
    expect(code).toBe(2);
    expect(errors).toContain("Unknown option '--stak'");
    expect(errors).toContain("usage: npm run up --");
  });

  test("with an unknown command is refused with those there are and exit code 2", async () => {
    const [code, errors] = await refusal("upp");
    expect(code).toBe(2);
    expect(errors).toContain("There is no command upp; there are up, preview, down");
  });

  test.each(["up", "preview", "down", "sandbox", "config", "diagram", "check"])(
    "of %s explains itself with --help on standard output",
    async (command) => {
      const { code, out, errors } = await checkout.run(command, "--help");
      expect({ code, errors }).toEqual({ code: 0, errors: "" });
      expect(out).toMatch(new RegExp(`^usage: npm run ${command}`));
    },
  );
});

test("a command whose reader has gone ends without an error", () => {
  // A shell of its own, since `head` has to go while the command still prints.
  const line = `set -o pipefail; "$0" cli/run.mjs config --stack dev | head -n 1`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", line, process.execPath], {
    cwd: checkout.folder,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^preset +"dev" +Pulumi\.dev\.yaml\n$/);
});

test("a file that cannot be written is named with the reason, without a stack trace", async () => {
  expect(await refusal("diagram", "--svg", "/nowhere/dev.svg")).toEqual([
    1,
    "/nowhere/dev.svg: there is no such file or folder; make it or correct the path, then run the command again.",
  ]);
});

describe("a cluster of the user's", () => {
  test("needs the official Pulumi", async () => {
    const { code, errors } = await checkout.start(["up", "--context", "mine"], { PATH: "/nowhere" }).ended;
    expect(code).toBe(1);
    expect(errors).toContain("A cluster needs the official Pulumi 3.248.0 or newer");
  });

  test("is refused with a Pulumi that is too old", async () => {
    const folder = checkout.path("old");
    mkdirSync(folder);
    writeFileSync(join(folder, "pulumi"), "#!/bin/sh\necho v3.247.9\n", { mode: 0o755 });
    const { code, errors } = await checkout.start(["up", "--context", "mine"], { PATH: folder }).ended;
    expect(code).toBe(1);
    expect(errors).toContain("Pulumi 3.247.9 is too old: 3.248.0 or newer is needed");
  });
});

describe("a stack of the sandbox", () => {
  const passphrase = checkout.path(".sandbox", "passphrase");
  const stateFile = checkout.path(".sandbox", "state", ".pulumi", "stacks", "openops", "dev.json");

  beforeAll(async () => {
    const { code, errors } = await checkout.run("preview");
    expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
  });

  test("keeps its passphrase to its owner", () => {
    expect((statSync(passphrase).mode & 0o777).toString(8)).toBe("600");
  });

  test("is refused while another command is at work on it, which goes on", async () => {
    const first = checkout.start(["up"]);
    await first.printed("created");
    const [code, errors] = await refusal("up");
    expect(code).toBe(1);
    expect(errors).toMatch(/Another command is at work on stack dev \(process \d+\)/);
    expect((await first.ended).code).toBe(0);
  });

  test("is told when its passphrase is another one, and goes on when it is back", async () => {
    renameSync(passphrase, `${passphrase}.kept`);
    writeFileSync(passphrase, "another passphrase");
    const [code, errors] = await refusal("up");
    expect(code).toBe(1);
    expect(errors).toContain("The passphrase does not open the state of the sandbox's stacks.");
    expect(errors).not.toMatch(/^ +at /m);
    renameSync(`${passphrase}.kept`, passphrase);
    expect((await checkout.run("preview")).out).toContain("No changes");
  });

  test("is told when its state file is cut off", async () => {
    const whole = readFileSync(stateFile, "utf8");
    writeFileSync(stateFile, whole.slice(0, whole.length / 2));
    const [code, errors] = await refusal("up");
    expect(code).toBe(1);
    expect(errors).toContain("The state file of the stack cannot be read; it is damaged.");
    writeFileSync(stateFile, whole);
    expect((await checkout.run("preview")).out).toContain("No changes");
  });
});
