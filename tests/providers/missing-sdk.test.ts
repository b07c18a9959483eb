import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ConfigError } from "../../components/resources/config-error";
import { loadError } from "../../providers/missing-sdk";
import { clouds } from "../../providers/registry";

const sdk = { name: "@pulumi/aws", version: "1.2.3" };

/** What Node.js says of a module that is not there. */
function missing(module: string): Error {
  return Object.assign(new Error(`Cannot find module '${module}'\nRequire stack:\n- /somewhere/open.js`), {
    code: "MODULE_NOT_FOUND",
  });
}

test.each(["@pulumi/aws", "@pulumi/aws/provider"])(
  "a cloud whose package is not installed is refused with the line that installs it, at %s",
  (module) => {
    const error = loadError("aws", sdk, missing(module));

    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toBe(
      "Error: What is installed for the program has 1 fault; nothing was changed.\n" +
        "  openops:clouds.aws: expected the package @pulumi/aws, got none: " +
        "it comes with OpenOps only where this cloud is used (npm install @pulumi/aws@1.2.3)",
    );
  },
);

test.each([
  { what: "a package whose name begins alike", error: missing("@pulumi/awsx") },
  { what: "a file of the program", error: missing("./rds-database") },
  { what: "something that the package itself lacks", error: missing("mime") },
  { what: "a fault in the package", error: new Error("@pulumi/aws is broken") },
  { what: "something that is no error", error: "Cannot find module '@pulumi/aws'" },
])("what is said of $what stays as it is", ({ error }) => {
  expect(loadError("aws", sdk, error)).toBe(error);
});

test("the package that each cloud names is the one that is tested", () => {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")));

  expect(Object.values(clouds).map(({ sdk: { name, version } }) => [name, version])).toEqual([
    ["@pulumi/aws", dependencies["@pulumi/aws"]],
    ["@pulumi/gcp", dependencies["@pulumi/gcp"]],
    ["@pulumi/azure-native", dependencies["@pulumi/azure-native"]],
  ]);
});
