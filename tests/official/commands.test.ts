import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { PlainPulumi, printedInSuccess, type PulumiResult } from "./plain-pulumi";

const root = resolve(__dirname, "../..");
let pulumi: PlainPulumi;

beforeAll(async () => {
  pulumi = await PlainPulumi.start();
  await pulumi.run("stack", "init", "dev");
  pulumi.configure("dev", { preset: "dev", version: "0.6.24", backup: { enabled: true } });
});

afterAll(() => pulumi.stop());

/** A command on the cluster; it finds this Pulumi on the PATH as a user's. */
function command(name: string, ...args: readonly string[]): Promise<PulumiResult> {
  return pulumi.command(name, "--stack", "dev", "--context", "sandbox", ...args);
}

async function succeed(name: string, ...args: readonly string[]): Promise<string> {
  return printedInSuccess(await command(name, ...args));
}

/** The commands that are run here. */
const tried = [
  ...["up", "preview", "drift", "secrets", "rotate", "render", "smoke", "backup", "backups", "restore"],
  ...["adopt", "down"],
];

test("every command that takes --context is run here", () => {
  const taking = globSync("cli/*/command-line.ts", { cwd: root }).filter((path) =>
    readFileSync(join(root, path), "utf8").includes("--context NAME"),
  );

  expect(taking.map((path) => basename(dirname(path))).sort()).toEqual([...tried].sort());
});

test("up refuses a cluster that is not the stack's, with the command that binds it", async () => {
  const { code, printed } = await command("up", "--yes");

  expect(code).toBe(1);
  expect(printed).toContain(
    "Stack dev is bound to no context, not for sandbox; nothing was changed. To bind it to sandbox: " +
      "pulumi config set --path 'openops:cluster.context' sandbox, or run this again with --write-context.",
  );
});

test("up binds the stack and makes it", async () => {
  const printed = await succeed("up", "--write-context", "--yes");

  expect(printed).toContain("Wrote the context sandbox into Pulumi.dev.yaml.");
  expect(printed).toMatch(/\+ \d+ created/);
});

test("preview, plain and in OpenOps' terms, has nothing to do", async () => {
  expect(await succeed("preview")).toMatch(/\d+ unchanged/);
  await succeed("preview", "--policies", "--markdown", "preview.md");
  expect(pulumi.read("preview.md")).toBe("");
});

test("drift finds nothing", async () => {
  expect(await succeed("drift")).toBe("");
});

test("secrets are listed and kept in the stack's file, which changes nothing", async () => {
  expect(await succeed("secrets")).toContain("encryptionKey");
  await succeed("secrets", "--save");
  expect(pulumi.read("Pulumi.dev.yaml")).toMatch(/openops:encryptionKey:\n +secure: /);
  expect(await succeed("preview")).toMatch(/\d+ unchanged/);
});

test("rotate gives a new password to all who use it", async () => {
  expect(await succeed("rotate", "--secret", "redisPassword", "--yes")).toContain("redisPassword");
});

test("render writes what is deployed", async () => {
  await succeed("render", "--state", "--output", "manifests");
  expect(pulumi.read(join("manifests", "kustomization.yaml"))).toContain("resources:");
});

test("up takes another release in, after a backup where that is asked for", async () => {
  pulumi.rewrite("Pulumi.dev.yaml", (text) => text.replace("0.6.24", "0.6.25"));
  const printed = await succeed("up", "--yes");

  expect(printed).toContain("0.6.24 to 0.6.25");
});

describe("fields that somebody set by hand", () => {
  test("stop an update that has looked at them, with what to do", async () => {
    await pulumi.kubectl(["scale", "deployment/nginx", "--replicas=5", "--namespace=openops-dev"]);
    const { code, printed } = await command("up", "--yes", "--refresh");

    expect(code).not.toBe(0);
    expect(printed).toContain("To take them back, run the update once with --take-over");
  });

  test("are taken back as it says, and nothing is left to do", async () => {
    await succeed("up", "--yes", "--refresh", "--take-over");
    expect(await succeed("preview")).toMatch(/\d+ unchanged/);
    expect(await succeed("drift")).toBe("");
  });
});

describe("where pods are played,", () => {
  const played = "This is a rehearsal: pods are played and do not run, so they log nothing.";

  test("smoke fails, check by check", async () => {
    const { code, printed } = await command("smoke");

    expect(code).toBe(1);
    expect(printed).toContain(`the pod that asks failed: ${played}`);
    expect(printed).toMatch(/^20 checks, 13 failed, 7 not asked$/m);
  });

  test("a backup runs, and is not taken for one, since its pod said nothing", async () => {
    const { code, printed } = await command("backup");

    expect(code).toBe(1);
    expect(printed).toContain(
      `${played}\nThe backup ended well and says nothing of itself: its pod prints another format.`,
    );
  });

  test("there is no backup to list or to restore", async () => {
    expect(await succeed("backups")).toContain("There is no finished backup.");
    const { code, printed } = await command("restore", "--from", "20261101T010000Z", "--overwrite");

    expect(code).toBe(1);
    expect(printed).toContain(
      "There is no finished backup 20261101T010000Z. There is none. Nothing was changed.",
    );
  });
});

test("adopt asks for the stack that is to take an installation over, and then shows what it would keep", async () => {
  pulumi.configure("ci", { preset: "ci", cluster: { kind: "kubeconfig", context: "sandbox" } });
  const adopt = ["adopt", "--stack", "ci", "--context", "sandbox", "--namespace", "openops-dev"];
  const first = await pulumi.command(...adopt);
  await pulumi.run("stack", "init", "ci");
  const second = await pulumi.command(...adopt);

  expect(first).toEqual({
    code: 1,
    printed: "There is no stack ci yet. Make it first: pulumi stack init ci\n",
  });
  expect(second.code).toBe(0);
  expect(second.printed).toMatch(
    /Secrets that are kept:\n +encryptionKey +OPS_ENCRYPTION_KEY of Secret openops-app-/,
  );
});

test("down destroys the stack", async () => {
  expect(await succeed("down", "--yes")).toMatch(/- \d+ deleted/);
});
