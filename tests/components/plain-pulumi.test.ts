import { execFileSync } from "node:child_process";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

test("the checkout is a program that Pulumi's own host loads without a build step", () => {
  const script = join(root, "tests", "support", "load-as-pulumi.mjs");
  const printed = execFileSync(process.execPath, [script, root], { encoding: "utf8" });
  const outputs: unknown = JSON.parse(printed);

  expect(outputs).toEqual([
    "adminEmail",
    "adminPassword",
    "facts",
    "images",
    "namespace",
    "secretRecords",
    "url",
    "version",
  ]);
});
