import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { withSdk } from "../../providers/missing-sdk";
import { clouds } from "../../providers/registry";

const sdk = { name: "@pulumi/aws", version: "1.2.3" };

/** What Node.js says of a module that is not there. */
function missing(module: string): Error {
  return Object.assign(new Error(`Cannot find module '${module}'\nRequire stack:\n- /somewhere/open.js`), {
    code: "MODULE_NOT_FOUND",
  });
}

function loaded(error: Error): Promise<unknown> {
  return withSdk("aws", sdk, async () => {
    throw error;
  });
}

test.each(["@pulumi/aws", "@pulumi/aws/provider"])(
  "a cloud whose package is not installed is refused with the line that installs it, at %s",
  async (module) => {
    await expect(loaded(missing(module))).rejects.toThrow(
      /^What is installed for the program has 1 fault; nothing was changed\.\n {2}openops:clouds\.aws: expected the package @pulumi\/aws, got none: it comes with OpenOps only where this cloud is used \(npm install @pulumi\/aws@1\.2\.3\)$/,
    );
  },
);

test.each([missing("@pulumi/awsx"), missing("./rds-database"), new Error("@pulumi/aws is broken")])(
  "another error stays what it is: %s",
  async (error) => {
    await expect(loaded(error)).rejects.toBe(error);
  },
);

test("where the package is installed, what needs it is loaded", async () => {
  expect(await withSdk("aws", sdk, async () => "opened")).toBe("opened");
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
