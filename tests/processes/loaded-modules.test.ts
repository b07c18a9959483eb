import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { commandNames, usageOfCommand } from "../../cli/command";

const root = resolve(__dirname, "../..");
const preload = pathToFileURL(resolve(__dirname, "../support/list-modules.mjs")).href;
const folder = mkdtempSync(join(tmpdir(), "openops-modules-"));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
  /** Paths of the modules that were loaded, relative to the checkout. */
  readonly modules: readonly string[];
}

/** Runs a command in a process of its own. */
function ended(...args: readonly string[]): Ended {
  const list = join(folder, "modules");
  const result = spawnSync(process.execPath, ["--import", preload, "cli/run.mjs", ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, LOADED_MODULES: list },
  });
  const start = `${pathToFileURL(root).href}/`;
  const modules = readFileSync(list, "utf8").trimEnd().split("\n");
  return {
    code: result.status,
    out: result.stdout,
    errors: result.stderr,
    modules: modules.map((url) => url.replace(start, "")),
  };
}

/** The packages that modules are of, those of one scope together. */
function packagesOf(modules: readonly string[]): readonly string[] {
  const names = modules.flatMap((path) => /node_modules\/([^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort();
}

// Compiles what has changed, which loads the compiler.
beforeAll(() => ended("up", "--help"));

afterAll(() => rmSync(folder, { recursive: true }));

test.each(commandNames)("%s explains itself before what it works with is loaded", async (command) => {
  const { code, out, errors, modules } = ended(command, "--help");
  expect({ code, out, errors }).toEqual({
    code: 0,
    out: `${(await usageOfCommand(command)) ?? ""}\n`,
    errors: "",
  });
  expect(packagesOf(modules)).toEqual([]);
  expect(modules.length).toBeLessThanOrEqual(16);
});

test.each([
  ["config", "dev"],
  ["config", "prod"],
  ["diagram", "dev"],
  ["diagram", "prod"],
])("%s of %s loads what reads and checks a configuration, and nothing of Pulumi", (command, stack) => {
  const { code, modules } = ended(command, "--stack", stack);
  expect(code).toBe(0);
  expect(packagesOf(modules)).toEqual(["croner", "ipaddr.js", "yaml", "zod"]);
  expect(modules.length).toBeLessThanOrEqual(300);
});

test.each([
  ["up"],
  ["preview"],
  ["down"],
  ["drift"],
  ["adopt", "--namespace", "openops"],
  ["render"],
  ["secrets"],
  ["rotate", "--secret", "encryptionKey"],
  ["smoke"],
  ["backup"],
  ["backups"],
  ["restore", "--from", "1"],
])("%s refuses a stack that there is not before anything of Pulumi is loaded", (...args) => {
  const { code, errors, modules } = ended(...args, "--stack", "nowhere");
  expect(code).toBe(1);
  expect(errors).toContain("There is no stack nowhere");
  expect(packagesOf(modules).filter((name) => /^@(pulumi|grpc)$/.test(name))).toEqual([]);
});
