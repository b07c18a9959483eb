import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
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

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** The code blocks of a language below a heading of the documentation. */
function recipeOf(heading: string, language: string): string {
  const page = readFileSync(join(root, "docs", "gitops.md"), "utf8");
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  return new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(section)?.[1] ?? "";
}

describe.each([
  ["GitLab CI", "yaml"],
  ["Jenkins", "groovy"],
])("the recipe for %s", (heading, language) => {
  const commands = recipeOf(heading, language)
    .split("\n")
    .flatMap((line) => line.split("npm run ").slice(1))
    .map((command) => ({ name: /^[\w:]+/.exec(command)?.[0] ?? "", text: command }));

  test("runs nothing but the commands of package.json", () => {
    const names = commands.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["check", "test:unit", "preview", "up"]));
    expect(names.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test("gives them no option that they do not have", () => {
    const unknown = commands.flatMap(({ name, text }) => {
      const file = join(root, "cli", `${name}.ts`);
      const usage = existsSync(file) ? readFileSync(file, "utf8") : "";
      return [...text.matchAll(/ (--[\w-]+)/g)].flatMap(([, option = ""]) =>
        usage.includes(option) ? [] : [`${name} ${option}`],
      );
    });
    expect(commands.map(({ text }) => text).join(" ")).toContain("--policies");
    expect(unknown).toEqual([]);
  });
});

test("the recipe for GitLab CI is YAML with the jobs that it names", () => {
  expect(Object.keys(z.record(z.string(), z.unknown()).parse(parse(recipeOf("GitLab CI", "yaml"))))).toEqual([
    "stages",
    "default",
    "variables",
    "check",
    ".pulumi",
    "preview",
    "deploy prod",
  ]);
});

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
