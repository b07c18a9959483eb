import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { knownStacks } from "../../cli/stack-file";

const root = resolve(__dirname, "../..");
const files = readdirSync(root).filter((name) => /^Pulumi\.\w+\.deploy\.yaml$/.test(name));

/** The keys that Pulumi reads of such a file (apitype.DeploymentSettings); it passes over any other. */
const settingsSchema = z.strictObject({
  settings: z.strictObject({
    sourceContext: z.strictObject({ git: z.strictObject({ branch: z.string() }) }),
    gitHub: z.strictObject({
      repository: z.string(),
      deployCommits: z.boolean(),
      previewPullRequests: z.boolean(),
      pullRequestTemplate: z.boolean(),
    }),
    operationContext: z.strictObject({
      options: z.strictObject({ skipIntermediateDeployments: z.boolean(), deleteAfterDestroy: z.boolean() }),
    }),
  }),
});

const settingsOf = (stack: string) =>
  settingsSchema.parse(parse(readFileSync(join(root, `Pulumi.${stack}.deploy.yaml`), "utf8"))).settings;

test("settings of Pulumi Deployments are for stacks that there are, and are no stacks themselves", () => {
  expect(files.map((name) => name.split(".")[1]).sort()).toEqual(["dev", "pr", "prod", "staging"]);
  expect(files.filter((name) => !existsSync(join(root, name.replace(".deploy", ""))))).toEqual([]);
  expect(knownStacks(root)).toEqual(["ci", "dev", "pr", "prod", "staging"]);
});

test("only dev follows the branch by itself; staging and prod are deployed on request", () => {
  const automatic = ["dev", "pr", "prod", "staging"].filter(
    (stack) => settingsOf(stack).gitHub.deployCommits,
  );
  expect(automatic).toEqual(["dev"]);
});

test("a pull request's code is run with the credentials of dev and of review stacks, never of staging and prod", () => {
  const previewed = ["dev", "pr", "prod", "staging"].filter(
    (stack) => settingsOf(stack).gitHub.previewPullRequests || settingsOf(stack).gitHub.pullRequestTemplate,
  );
  expect(previewed).toEqual(["dev", "pr"]);
});

test("only the stack pr is the pattern of review stacks, which leave nothing behind", () => {
  const patterns = ["dev", "pr", "prod", "staging"].filter(
    (stack) => settingsOf(stack).gitHub.pullRequestTemplate,
  );
  expect(patterns).toEqual(["pr"]);
  expect(settingsOf("pr").operationContext.options.deleteAfterDestroy).toBe(true);
});
