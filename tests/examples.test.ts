import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { assembleStack } from "../cli/stack-file";
import { isRawMap } from "../components/model/layers";
import { describeFault } from "../components/model/fault";

const root = join(__dirname, "..");
const folder = join(root, "examples");
const stacks = readdirSync(folder).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);

function exampleOf(stack: string) {
  const name = `Pulumi.${stack}.yaml`;
  const content: unknown = parse(readFileSync(join(folder, name), "utf8"));
  const config = isRawMap(content) ? content.config : undefined;
  if (!isRawMap(content) || !isRawMap(config)) {
    throw new Error(`${name} holds no configuration`);
  }
  return { content, assembled: assembleStack(root, { stack, name, content, config }) };
}

test("there is an example for each cloud, for servers that exist, for staging and for two regions", () => {
  expect(stacks.sort()).toEqual(["aws-staging", "azure", "eu", "existing-servers", "google-cloud", "us"]);
});

test.each(stacks)("the example %s has no fault", (stack) => {
  expect(exampleOf(stack).assembled.faults.map(describeFault)).toEqual([]);
});

test.each(stacks)("the example %s keeps its secrets with a key of the cloud", (stack) => {
  expect(exampleOf(stack).content.secretsprovider).toMatch(/^(awskms|gcpkms|azurekeyvault):\/\//);
});

test("two regions share what their overlay says and differ in region and address", () => {
  const [eu, us] = ["eu", "us"].map((stack) => exampleOf(stack).assembled.config);

  expect(eu?.database).toEqual(us?.database);
  expect(eu?.tags).toEqual({ "cost-centre": "finops" });
  expect([eu?.clouds.aws?.region, us?.clouds.aws?.region]).toEqual(["eu-west-1", "us-east-1"]);
});
