import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { packagePage } from "../../../cli/package/package-page";
import { assembleStack } from "../../../cli/stack-file";
import { isRawMap } from "../../../components/config/layers";
import { describeFault } from "../../../components/values/fault";

const root = join(__dirname, "../../..");
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), "utf8");

const projectSchema = z.object({
  requiredPulumiVersion: z.string(),
  template: z.object({ description: z.string(), config: z.record(z.string(), z.unknown()) }).optional(),
});

describe("what a project starts from", () => {
  test("is the program of the checkout, but for where it imports from", () => {
    expect(read("template", "index.ts")).toBe(read("index.ts").replace("./components", "openops-pulumi"));
  });

  test("asks for the same Pulumi as the checkout", () => {
    const { requiredPulumiVersion, template } = projectSchema.parse(parse(read("template", "Pulumi.yaml")));

    expect(requiredPulumiVersion).toBe(projectSchema.parse(parse(read("Pulumi.yaml"))).requiredPulumiVersion);
    expect(Object.keys(template?.config ?? {})).toEqual(["openops:preset", "openops:publicUrl"]);
  });

  test.each(["dev", "staging", "prod"])("has a file of the stack %s without a fault", (stack) => {
    const name = `Pulumi.${stack}.yaml`;
    const content: unknown = parse(read("template", name));
    const config = isRawMap(content) ? content.config : undefined;
    const { faults } = assembleStack(root, {
      stack,
      name,
      content: {},
      config: isRawMap(config) ? config : {},
    });

    expect(faults.map(describeFault)).toEqual([]);
  });
});

const workflowSchema = z.object({
  permissions: z.strictObject({ contents: z.literal("read") }),
  jobs: z.record(
    z.string(),
    z.object({
      needs: z.string().optional(),
      environment: z.string(),
      steps: z.array(
        z.object({
          uses: z.string().optional(),
          run: z.string().optional(),
          with: z.record(z.string(), z.unknown()).optional(),
        }),
      ),
    }),
  ),
});

/** What each job of a workflow does to a stack: its environment, what it waits for, the command and the stack. */
function jobsOf(workflow: string) {
  const { jobs } = workflowSchema.parse(parse(read("template", ".github", "workflows", workflow)));
  return Object.values(jobs).map(({ needs, environment, steps }) => {
    const { command, "stack-name": stack } =
      steps.find(({ uses }) => uses?.startsWith("pulumi/actions@"))?.with ?? {};
    return { needs, environment, command, stack, runs: steps.flatMap(({ run }) => run ?? []) };
  });
}

describe("the workflows of a project", () => {
  test("show on a pull request what it does to dev, with the rights of an environment for that alone", () => {
    expect(jobsOf("preview.yaml")).toEqual([
      { environment: "dev-preview", command: "preview", stack: "dev", runs: ["npm ci", "npm run check"] },
    ]);
  });

  test("deploy dev on a merge, and prod after it", () => {
    expect(jobsOf("deploy.yaml")).toEqual([
      { environment: "dev", command: "up", stack: "dev", runs: ["npm ci"] },
      { needs: "dev", environment: "prod", command: "up", stack: "prod", runs: ["npm ci"] },
    ]);
  });

  test.each(["preview.yaml", "deploy.yaml"])(
    "%s uses the actions that those of the repository use",
    (workflow) => {
      const actionsIn = (text: string) => [...text.matchAll(/uses: (.+)$/gm)].map(([, action]) => action);
      const own = actionsIn(read("template", ".github", "workflows", workflow));

      expect(own.length).toBeGreaterThan(3);
      expect(actionsIn(read(".github", "workflows", workflow))).toEqual(expect.arrayContaining(own));
    },
  );
});

test("the page of the package links to the repository at its release", () => {
  const page = "[a](operations.md#upgrade), [b](../CHANGELOG.md), [c](https://example.com/d.md), [e](#begin)";

  expect(packagePage(page, { repository: "github:owner/name", version: "1.2.3" })).toBe(
    "[a](https://github.com/owner/name/blob/v1.2.3/docs/operations.md#upgrade), " +
      "[b](https://github.com/owner/name/blob/v1.2.3/CHANGELOG.md), [c](https://example.com/d.md), [e](#begin)",
  );
});
