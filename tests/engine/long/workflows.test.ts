import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { usageOfCommand } from "../../../cli/command";
import { workflow } from "../played-workflow";

const root = resolve(__dirname, "../../..");
const folder = join(root, ".github", "workflows");
const files = readdirSync(folder).map((name) => join(folder, name));

const names = readdirSync(folder);
const workflows = names.map((name) => ({ name, ...workflow(name) }));
const jobs = workflows.flatMap(({ name, on, jobs }) =>
  Object.values(jobs).map((job) => ({ name, events: Object.keys(on), ...job })),
);
const steps = jobs.flatMap((job) => job.steps);

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));

/** The code blocks of a language below a heading of the documentation. */
function recipeOf(heading: string, language: string): string {
  const page = readFileSync(join(root, "docs", "gitops.md"), "utf8");
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? "";
  const blocks = section.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"));
  return [...blocks].map(([, text = ""]) => text).join("\n");
}

describe.each([
  ["GitLab CI", "yaml"],
  ["Jenkins", "groovy"],
])("the recipe for %s", (heading, language) => {
  const commands = recipeOf(heading, language)
    .split("\n")
    .flatMap((line) => line.split("npm run ").slice(1))
    .map((command) => ({ name: /^[\w:-]+/.exec(command)?.[0] ?? "", text: command }));

  test("runs nothing but the commands of package.json", () => {
    const names = commands.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["check", "test:unit", "preview", "up"]));
    expect(names.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test("gives them no option that they do not have", async () => {
    const usages = new Map(
      await Promise.all(
        commands.map(async ({ name }) => [name, (await usageOfCommand(name)) ?? ""] as const),
      ),
    );
    const unknown = commands.flatMap(({ name, text }) =>
      [...text.matchAll(/ (--[\w-]+)/g)].flatMap(([, option = ""]) =>
        usages.get(name)?.includes(option) === true ? [] : [`${name} ${option}`],
      ),
    );
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
    "preview dev",
    "preview prod",
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
      .map((command) => /^npm (?:run )?([\w:-]+)/.exec(command)?.[1]);
    expect(commands.length).toBeGreaterThan(6);
    expect(commands.filter((name) => name === undefined || scripts[name] === undefined)).toEqual([]);
  });

  test("may do nothing but read, unless a job says what it needs", () => {
    expect(workflows.map(({ permissions }) => permissions)).toEqual(files.map(() => ({ contents: "read" })));
  });

  test("write to the repository in two jobs alone, of which no pull request starts one", () => {
    const writing = jobs.filter(({ permissions }) => permissions.contents === "write");

    expect(writing.map(({ name, events, permissions }) => [name, events, permissions])).toEqual([
      [
        "new-release.yaml",
        ["schedule", "workflow_dispatch"],
        { contents: "write", "pull-requests": "write" },
      ],
      ["release.yaml", ["push"], { contents: "write" }],
    ]);
  });

  test("propose a release beside a token that may write with nothing but a script of this repository", () => {
    const [propose] = jobs.filter(
      ({ name, permissions }) => name === "new-release.yaml" && permissions.contents === "write",
    );

    expect(propose?.steps.map(({ uses, run }) => run ?? uses?.split("@")[0])).toEqual([
      "actions/checkout",
      "actions/setup-node",
      "npm run openops-releases:propose",
    ]);
    expect(scripts["openops-releases:propose"]).toBe("node .ci/propose-releases.mjs");
  });

  test("show a fork's pull request neither a token nor a cluster", () => {
    const conditions = jobs
      .filter(({ events }) => events.some((event) => event.startsWith("pull_request")))
      .filter(({ permissions }) => permissions["id-token"] === "write")
      .map(({ name, if: condition = "" }) => [
        name,
        condition.includes("github.event.pull_request.head.repo.full_name == github.repository"),
      ]);
    expect(conditions).toEqual([
      ["preview-code.yaml", true],
      ["preview-protected.yaml", true],
      ["preview.yaml", true],
    ]);
  });
});

describe("whoever may push a branch", () => {
  const signedIn = jobs.filter(({ permissions }) => permissions["id-token"] === "write");
  const page = readFileSync(join(root, "docs", "gitops.md"), "utf8");

  test("gets a token in the environments alone that the documentation closes to the others", () => {
    expect(signedIn.map(({ name, events, environment }) => [name, events, environment])).toEqual([
      ["deploy.yaml", ["push"], "dev"],
      ["deploy.yaml", ["push"], "staging"],
      ["deploy.yaml", ["push"], "prod"],
      ["drift.yaml", ["schedule", "workflow_dispatch"], "${{ matrix.stack }}-drift"],
      ["preview-code.yaml", ["pull_request", "workflow_dispatch"], "${{ matrix.stack }}-code"],
      ["preview-protected.yaml", ["pull_request_target"], "${{ matrix.stack }}-preview"],
      ["preview.yaml", ["pull_request"], "dev-preview"],
    ]);
    const rows = ["dev", "staging", "prod"].flatMap((stack) => [stack, `${stack}-preview`, `${stack}-drift`]);
    const documented = [...page.matchAll(/^\| (`[^|]+`) +\| `\w+(?:-\w+)?\.yaml`/gm)].flatMap(
      ([, cell = ""]) => [...cell.matchAll(/`([\w-]+)`/g)].flatMap(([, environment]) => environment ?? []),
    );
    expect(documented.sort()).toEqual([...rows, "staging-code", "prod-code"].sort());
  });

  test("gets the token of a team that the environment names, never one of the whole organisation", () => {
    const tokens = signedIn.map((job) =>
      job.steps.find(({ uses = "" }) => uses.startsWith("pulumi/auth-actions@")),
    );
    expect(tokens.map((step) => step?.with)).toEqual(
      signedIn.map(() => ({
        organization: "${{ vars.PULUMI_ORGANIZATION }}",
        "requested-token-type": "urn:pulumi:token-type:access_token:team",
        scope: "team:${{ vars.PULUMI_TEAM }}",
      })),
    );
  });

  test("has nothing run beside the token of staging and prod: of the pull request data is read, before there is one", () => {
    const [trusted, ...others] = jobs.filter(({ events }) => events.includes("pull_request_target"));
    const commands = trusted?.steps.map(({ uses, run }) => run ?? uses?.split("@")[0]) ?? [];
    const [, head] = trusted?.steps ?? [];

    expect(others).toEqual([]);
    expect(trusted?.defaults).toEqual({ run: { "working-directory": "base" } });
    expect(head?.with).toEqual({
      path: "pull-request",
      ref: "refs/pull/${{ github.event.pull_request.number }}/merge",
      "persist-credentials": false,
      "sparse-checkout": "/Pulumi.*.yaml\n/overlays/\n/examples/overlays/\n",
      "sparse-checkout-cone-mode": false,
    });
    expect(commands).toEqual([
      "actions/checkout",
      "actions/checkout",
      "actions/setup-node",
      'npm run stack-files -- --stack "$STACK" --from ../pull-request --markdown "$STACK.md"',
      "pulumi/auth-actions",
      "pulumi/actions",
      'npm run preview -- --stack "$STACK" --context "$CONTEXT" --policies --markdown "$STACK.md" $DANGER',
      'npm run comment -- --pull-request "$PULL_REQUEST" --name "$STACK" "$STACK.md"',
    ]);
  });

  test("fills no command with a text of the pull request", () => {
    expect(steps.filter(({ run = "" }) => run.includes("${{"))).toEqual([]);
  });
});
