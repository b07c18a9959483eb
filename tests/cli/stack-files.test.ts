import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { run } from "../../cli/stack-files/stack-files";
import { UsageError } from "../../cli/errors";

type Values = Readonly<Record<string, unknown>>;

const name = "Pulumi.prod.yaml";
const overlay = "overlays/eu.yaml";
const config: Values = {
  "openops:preset": "prod",
  "openops:publicUrl": "https://openops.example.com",
  "openops:cluster": { kind: "kubeconfig", context: "prod" },
  "openops:overlays": [overlay],
  "openops:adminPassword": { secure: "v1:of-this-stack" },
};
const content: Values = { secretsprovider: "awskms://alias/openops?region=eu-west-1", config };

let folder: string;
let root: string;
let from: string;

/** Writes a file of a checkout; what is no text as YAML. */
function write(checkout: string, path: string, value: unknown): void {
  mkdirSync(dirname(join(checkout, path)), { recursive: true });
  writeFileSync(join(checkout, path), typeof value === "string" ? value : stringify(value));
}

/** Every file of the checkout in use, with its text. */
function filesInUse(): Readonly<Record<string, string>> {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) =>
    /\.\w+$/.test(path),
  );
  return Object.fromEntries(names.sort().map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

const take = (...more: readonly string[]) => run(["--stack", "prod", "--from", from, ...more], root);
const withConfig = (more: Values): Values => ({ ...content, config: { ...config, ...more } });

/** What the command says where it takes nothing over. */
async function refusal(...more: readonly string[]): Promise<readonly string[]> {
  const before = filesInUse();
  const said = await take(...more).then(
    () => "taken over",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  expect(filesInUse()).toEqual(before);
  return said.split("\n").slice(1, -1);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "openops-stack-files-"));
  root = join(folder, "base");
  from = join(folder, "pull-request");
  write(root, name, content);
  write(root, overlay, { logging: { level: "warn" } });
  write(root, "shared/all.yaml", { labels: { team: "finops" } });
  write(root, "index.ts", "the program in use\n");
  write(root, "package.json", '{"scripts":{"preview":"node cli/run.mjs preview"}}\n');
  write(root, "Pulumi.yaml", "name: openops\nruntime: nodejs\n");
  cpSync(root, from, { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("of a pull request", () => {
  test("the stack's file and its overlays are taken over as data", async () => {
    write(
      from,
      name,
      withConfig({ "openops:version": "0.6.24", "openops:adminPassword": { secure: "v1:new" } }),
    );
    write(from, overlay, { logging: { level: "info" } });
    expect(await take()).toBe(0);
    expect(parse(readFileSync(join(root, name), "utf8"))).toEqual(
      withConfig({ "openops:version": "0.6.24", "openops:adminPassword": { secure: "v1:new" } }),
    );
    expect(parse(readFileSync(join(root, overlay), "utf8"))).toEqual({ logging: { level: "info" } });
  });

  test("a new overlay comes along", async () => {
    write(from, name, withConfig({ "openops:overlays": [overlay, "examples/overlays/new.yaml"] }));
    write(from, "examples/overlays/new.yaml", { tags: { team: "finops" } });
    expect(await take()).toBe(0);
    expect(existsSync(join(root, "examples/overlays/new.yaml"))).toBe(true);
  });

  test("nothing else is taken over, whatever it changes", async () => {
    const before = filesInUse();
    for (const path of [
      "index.ts",
      "package.json",
      "Pulumi.yaml",
      ".npmrc",
      "policies/index.ts",
      "cli/run.mjs",
    ]) {
      write(from, path, "hostile\n");
    }
    write(from, "overlays/unnamed.yaml", { logging: { level: "trace" } });
    write(from, "Pulumi.staging.yaml", content);
    expect(await take()).toBe(0);
    expect(filesInUse()).toEqual(before);
  });

  test("what is written is what was judged, for every parser", async () => {
    const text = readFileSync(join(root, name), "utf8");
    write(
      from,
      name,
      `${text}  ? !!str "openops:version"\n  : &x "0.6.24" # 0.6.23\n  openops:labels: { on: *x }\n`,
    );
    expect(await take()).toBe(0);
    expect(JSON.parse(readFileSync(join(root, name), "utf8"))).toEqual(
      withConfig({ "openops:version": "0.6.24", "openops:labels": { on: "0.6.24" } }),
    );
  });

  test("a file with a fault is taken over, since the preview says what is wrong and starts nothing", async () => {
    write(from, name, withConfig({ "openops:versoin": "0.6.24", "openops:cluster": { kind: "kubeconfig" } }));
    expect(await take()).toBe(0);
  });
});

describe("it is refused, and nothing is written, where", () => {
  test("the stack's file is a link", async () => {
    rmSync(join(from, name));
    symlinkSync("/etc/passwd", join(from, name));
    expect(await refusal()).toEqual([`${name}: it is a symbolic link.`]);
  });

  test("the folder of overlays is a link", async () => {
    rmSync(join(from, "overlays"), { recursive: true });
    symlinkSync("/etc", join(from, "overlays"));
    expect(await refusal()).toEqual([`${overlay}: it is a symbolic link.`]);
  });

  test.each([
    "../../etc/shadow.yaml",
    "/etc/shadow.yaml",
    "overlays/../index.yaml",
    "package.json",
    "pull-request.yaml",
    "policies/overlays/x.yaml",
    ".github/workflows/overlays/x.yaml",
    "shared/all.yaml",
    "overlays/.hidden.yaml",
  ])("an overlay is %s, which is in no folder for them", async (path) => {
    write(from, name, withConfig({ "openops:overlays": [path] }));
    expect(await refusal()).toEqual([`${name}: the overlay ${path} is in no folder for overlays.`]);
  });

  test("the list of overlays is written as a text", async () => {
    write(from, name, withConfig({ "openops:overlays": '["/proc/self/environ"]' }));
    expect(await refusal()).toEqual([
      `${name}: the overlay /proc/self/environ is in no folder for overlays.`,
    ]);
  });

  test.each<readonly [what: string, file: unknown, line: string]>([
    ["an environment of ESC is imported", { ...content, environment: ["attacker"] }, "environment"],
    [
      "the key of the secrets is another one",
      { ...content, secretsprovider: "awskms://x" },
      "secretsprovider",
    ],
    ["a salt is added", { ...content, encryptionsalt: "v1:x" }, "encryptionsalt"],
    [
      "it is a kubeconfig as well",
      { ...content, users: [{ name: "x", user: { exec: { command: "sh" } } }] },
      "users",
    ],
    [
      "the provider of Kubernetes is configured",
      withConfig({ "kubernetes:kubeconfig": "…" }),
      "config.kubernetes:kubeconfig",
    ],
    ["AWS is told of a file", withConfig({ "aws:sharedConfigFiles": ["x"] }), "config.aws:sharedConfigFiles"],
    [
      "the cluster has another kubeconfig",
      withConfig({ "openops:cluster": { kind: "kubeconfig", context: "prod", path: name } }),
      "openops:cluster",
    ],
    [
      "it is another cluster",
      withConfig({ "openops:cluster": '{"kind":"kubeconfig","context":"other"}' }),
      "openops:cluster",
    ],
    [
      "it is in another account",
      withConfig({ "openops:clouds": { aws: { region: "us-east-1" } } }),
      "openops:clouds",
    ],
  ])("%s", async (_what, file, key) => {
    write(from, name, file);
    const differs = key.startsWith("openops:") ? "what is in use" : "the file in use";
    expect(await refusal()).toEqual([`${name}: ${key} differs from ${differs}.`]);
  });

  test("an overlay moves the stack to another cluster", async () => {
    const rest = Object.fromEntries(Object.entries(config).filter(([key]) => key !== "openops:cluster"));
    write(root, name, { ...content, config: rest });
    write(root, overlay, { cluster: { kind: "kubeconfig", context: "prod" } });
    write(from, name, { ...content, config: rest });
    write(from, overlay, { cluster: { kind: "kubeconfig", context: "prod", path: overlay } });
    expect(await refusal()).toEqual([`${name}: openops:cluster differs from what is in use.`]);
  });

  test.each([
    ["it is gone", undefined, "it is not there"],
    ["it is no YAML", "config: [", "it is no YAML"],
    ["it holds no map", "- config\n", "it holds no map"],
    ["it is huge", `config: {}\n#${"x".repeat(1024 * 1024)}`, "it is larger than 1048576 bytes"],
  ])("%s", async (_what, text, line) => {
    rmSync(join(from, name));
    if (text !== undefined) {
      write(from, name, text);
    }
    expect(await refusal()).toEqual([`${name}: ${line}.`]);
  });

  test("several things are wrong, all of them at once, in a report too", async () => {
    const file = join(folder, "prod.md");
    write(from, name, { ...withConfig({ "openops:overlays": ["/x.yaml"] }), environment: ["attacker"] });
    const lines = [
      `${name}: environment differs from the file in use.`,
      `${name}: the overlay /x.yaml is in no folder for overlays.`,
    ];
    expect(await refusal("--markdown", file)).toEqual(lines);
    expect(readFileSync(file, "utf8")).toContain(`## Preview of stack \`prod\`: refused`);
    expect(readFileSync(file, "utf8")).toContain(lines.join("\n"));
  });

  test("the stack is new, so that nobody has judged its cluster yet", async () => {
    rmSync(join(root, name));
    await expect(take()).rejects.toThrow("There is no stack prod");
  });
});

test("an overlay elsewhere that the file in use names as well is the one in use", async () => {
  write(root, name, withConfig({ "openops:overlays": ["shared/all.yaml"] }));
  write(from, name, withConfig({ "openops:overlays": ["shared/all.yaml"], "openops:version": "0.6.24" }));
  write(from, "shared/all.yaml", { labels: { team: "other" } });
  expect(await take()).toBe(0);
  expect(parse(readFileSync(join(root, "shared/all.yaml"), "utf8"))).toEqual({ labels: { team: "finops" } });
});

test.each([[["--stack", "prod"]], [["--from", "x"]], [["--stack", "prod", "--from", "x", "--force"]]])(
  "%j is refused with the usage",
  async (args) => {
    await expect(run(args, root)).rejects.toThrow(UsageError);
  },
);

test("the same checkout is no other one", async () => {
  await expect(run(["--stack", "prod", "--from", "."], root)).rejects.toThrow(". is no other checkout.");
});
