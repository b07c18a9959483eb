import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { cloneCheckout } from "../support/clone";

const root = resolve(__dirname, "../..");
const page = readFileSync(join(root, "docs", "contributing.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "openops-additions-"));

/** The code that a section of the guide has, by the file that it is of. */
function codeOf(section: string): ReadonlyMap<string, string> {
  const text = page.split("\n## ").find((part) => part.startsWith(`${section}\n`)) ?? "";
  return new Map(
    [...text.matchAll(/```ts file=(\S+)\n([^]*?)```/g)].map(([, file = "", code = ""]) => [file, code]),
  );
}

function git(...args: readonly string[]): string {
  return execFileSync("git", [...args], { cwd: folder, encoding: "utf8" });
}

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** Follows the guide: whole files are written, and the statement of the registry takes the place of the one there. */
function follow(section: string, line: string): void {
  codeOf(section).forEach((code, path) => {
    const [declared = ""] = /^export const \w+/.exec(code) ?? [];
    const before = path.endsWith("registry.ts") ? readFileSync(join(folder, path), "utf8") : "";
    const statement = new RegExp(`${declared} = [^]*?;\\n`);
    write(path, before === "" ? code : `${line}\n${before.replace(statement, code)}`);
  });
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

function run(script: string, ...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { code: status, out: `${stdout}${status === 0 ? "" : stderr}` };
}

const types = () => run("node_modules/typescript-7/bin/tsc", "--noEmit", "-p", ".");
const command = (...args: readonly string[]) => run("cli/run.mjs", ...args);

const objectSchema = z.object({ kind: z.string(), metadata: z.object({ name: z.string() }) });

/** The objects of a stream of YAML, each by kind and name. */
function objectsOf(stream: string): readonly string[] {
  return parseAllDocuments(stream).map((document) => {
    const { kind, metadata } = objectSchema.parse(document.toJS());
    return `${kind} ${metadata.name}`;
  });
}

/** What differs from the repository beside what is generated. */
function touched(): readonly string[] {
  return git("status", "--porcelain", "--untracked-files=all")
    .split("\n")
    .flatMap((line) => /^.. (.+)$/.exec(line)?.[1] ?? [])
    .filter((path) => !/^(schema|docs|README)/.test(path))
    .sort();
}

beforeAll(() => {
  cloneCheckout(folder);
  git("add", "--all");
  git(
    "-c",
    "user.name=test",
    "-c",
    "user.email=test@example.com",
    "commit",
    "--quiet",
    "--message",
    "as it is",
  );
});

afterEach(() => {
  git("checkout", "--quiet", ".");
  git("clean", "--force", "-d", "--quiet");
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("a service is added by the guide", () => {
  test("with one folder and one line of the registry, and is in everything that is derived", () => {
    follow("Add a service", 'import { cron } from "./cron/cron";');

    expect(types()).toEqual({ code: 0, out: "" });
    expect(command("generate").code).toBe(0);
    expect(command("check").out).not.toContain("FAILED");
    expect(touched()).toEqual([
      "components/services/cron/cron-settings.ts",
      "components/services/cron/cron.ts",
      "components/services/service-registry.ts",
    ]);
    expect(git("diff", "--numstat", "components")).toMatch(/^2\t1\t/);
    const rendered = command("render", "--placeholders").out;
    expect(rendered).toContain("image: public.ecr.aws/openops/openops-cron:");
    expect(objectsOf(rendered)).toEqual(
      expect.arrayContaining([
        "Deployment openops-cron",
        "NetworkPolicy openops-cron",
        "Service openops-cron",
      ]),
    );
    expect(command("diagram").out).toContain("openops-cron");
    expect(command("config").out).toMatch(/services\.cron\.periodMinutes +15 +default/);
  });

  test("and the compiler names each part that it lacks, and a peer that is none", () => {
    follow("Add a service", 'import { cron } from "./cron/cron";');
    const declaration = codeOf("Add a service").get("components/services/cron/cron.ts") ?? "";
    const parts = [
      "id",
      "name",
      "servicePort",
      "containerPort",
      "settings",
      "sizes",
      "image",
      "runAs",
      "words",
    ];
    parts.forEach((part) =>
      write(
        `components/services/cron/without-${part}.ts`,
        declaration.replace(new RegExp(`\\n {2}${part}[:,].*`), ""),
      ),
    );
    write(
      "components/services/cron/cron.ts",
      declaration.replaceAll('"app"', '"apps"').replace("{ app }", "{ apps: app }"),
    );

    const { code, out } = types();

    expect(code).not.toBe(0);
    parts.forEach((part) =>
      expect(out).toMatch(new RegExp(`without-${part}\\.ts\\(\\d+,\\d+\\): error [^]*?'${part}' is missing`)),
    );
    expect(out).toMatch(/components\/stack\/declared-services\.ts\(\d+,\d+\): error [^]*?"apps"/);
  });
});

describe("a source of Postgres and Redis is added by the guide", () => {
  test("with one folder and one line of the registry, and a stack that takes its servers needs their passwords alone", () => {
    follow("Add a source of Postgres and Redis", 'import { vendor } from "./vendor/source";');
    const servers = ["database", "cache"].map(
      (store) =>
        `  openops:${store}: { kind: vendor, host: ${store}.example.com, addresses: [192.0.2.0/24] }\n`,
    );
    write("Pulumi.dev.yaml", `config:\n  openops:preset: dev\n${servers.join("")}`);

    expect(types()).toEqual({ code: 0, out: "" });
    expect(command("generate").code).toBe(0);
    expect(touched()).toEqual([
      "Pulumi.dev.yaml",
      "providers/registry.ts",
      "providers/vendor/config.ts",
      "providers/vendor/open.ts",
      "providers/vendor/source.ts",
    ]);
    expect(git("diff", "--numstat", "providers")).toMatch(/^2\t0\t/);
    expect(command("render", "--placeholders").out).toBe(
      "The configuration of stack dev has 2 faults; nothing was changed.\n" +
        "  openops:postgresPassword: expected the password of the server that database names, got nothing: a generated one would not be the server's (pulumi config set --secret openops:postgresPassword)\n" +
        "  openops:redisPassword: expected the password of the server that cache names, got nothing: a generated one would not be the server's (pulumi config set --secret openops:redisPassword)\n",
    );
  });

  test("and the compiler names each part that it lacks", () => {
    follow("Add a source of Postgres and Redis", 'import { vendor } from "./vendor/source";');
    const source = codeOf("Add a source of Postgres and Redis").get("providers/vendor/source.ts") ?? "";
    const lacking = {
      cache: /\n {2}cache: .*/,
      open: /\n {2}open: .*/,
      database: /\n {2}database: \{[^]*?\n {2}\},/,
    };
    Object.entries(lacking).forEach(([part, pattern]) =>
      write(`providers/vendor/without-${part}.ts`, source.replace(pattern, "")),
    );

    const { out } = types();

    Object.keys(lacking).forEach((part) =>
      expect(out).toMatch(new RegExp(`without-${part}\\.ts\\(\\d+,\\d+\\): error [^]*?'${part}' is missing`)),
    );
  });
});

test("every file and folder that the guide names is there", () => {
  const named = [
    ...page.matchAll(/`((?:components|providers|cli|sandbox|tests|docs|bench|policies)\/[^`\s]*)`/g),
  ]
    .map(([, path = ""]) => path)
    .filter((path) => !/NAME|KIND/.test(path));

  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => spawnSync("test", ["-e", join(root, path)]).status !== 0)).toEqual([]);
});
