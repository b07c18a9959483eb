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

test("the page of the package links to the repository at its release", () => {
  const page = "[a](operations.md#upgrade), [b](../CHANGELOG.md), [c](https://example.com/d.md), [e](#begin)";

  expect(packagePage(page, { repository: "github:owner/name", version: "1.2.3" })).toBe(
    "[a](https://github.com/owner/name/blob/v1.2.3/docs/operations.md#upgrade), " +
      "[b](https://github.com/owner/name/blob/v1.2.3/CHANGELOG.md), [c](https://example.com/d.md), [e](#begin)",
  );
});
