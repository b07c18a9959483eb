import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { counted, PlainPulumi } from "./plain-pulumi";

/** The folders on PATH that have the language host of an installed Pulumi; the first one is what Pulumi would use. */
const installed = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((folder) => folder !== "" && existsSync(join(folder, "pulumi-language-nodejs")))
  .slice(0, 1);

if (installed.length === 0) {
  process.stderr.write(
    "No pulumi-language-nodejs is installed: only the project's own language host is tried.\n",
  );
}

describe.each([...installed, "the project's own"])("with the language host of %s,", (folder) => {
  let pulumi: PlainPulumi;

  beforeAll(async () => {
    pulumi = await PlainPulumi.start(installed.includes(folder) ? { languageHost: folder } : {});
    await pulumi.run("stack", "init", "dev");
  });

  afterAll(() => pulumi.stop());

  test("the dev stack comes up, stays as it is and goes", async () => {
    const stack = ["--stack", "dev"];
    const created = counted(await pulumi.succeed("up", "--yes", "--skip-preview", ...stack), "created");

    expect(created).toBeGreaterThan(60);
    await pulumi.succeed("preview", "--expect-no-changes", ...stack);
    expect(counted(await pulumi.succeed("destroy", "--yes", "--skip-preview", ...stack), "deleted")).toBe(
      created,
    );
  });
});
