import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const root = resolve(__dirname, "../..");
const folder = join(root, ".github", "workflows");
const files = readdirSync(folder).map((name) => join(folder, name));

const stepSchema = z.object({ uses: z.string().optional(), run: z.string().optional() });
const jobSchema = z.object({
  steps: z.array(stepSchema),
  permissions: z.record(z.string(), z.string()).optional(),
});
const workflowSchema = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), jobSchema),
});
const workflows = files.map((file) => workflowSchema.parse(parse(readFileSync(file, "utf8"))));
const steps = workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));

describe("the workflows", () => {
  test("pass actionlint", () => {
    const tool = ["-C", join(root, "tests", "tools", "actionlint"), "tool", "actionlint", "-no-color"];
    expect(execFileSync("go", [...tool, ...files], { encoding: "utf8" })).toBe("");
  });

  test("name every action by its commit", () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(8);
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([]);
  });

  test("run nothing but the commands of package.json", () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
    const commands = steps
      .flatMap(({ run }) => run ?? [])
      .map((command) => /^npm (?:run )?([\w:]+)/.exec(command)?.[1]);
    expect(commands.length).toBeGreaterThan(6);
    expect(commands.filter((name) => name === undefined || scripts[name] === undefined)).toEqual([]);
  });

  test("may do nothing but read, unless a job says what it needs", () => {
    expect(workflows.map(({ permissions }) => permissions)).toEqual(files.map(() => ({ contents: "read" })));
  });

  test("show a fork's pull request neither a token nor a cluster", () => {
    const preview = readFileSync(join(folder, "preview.yaml"), "utf8");
    expect(preview).toContain("if: github.event.pull_request.head.repo.full_name == github.repository");
    expect(files.filter((file) => readFileSync(file, "utf8").includes("pull_request_target"))).toEqual([]);
  });
});
