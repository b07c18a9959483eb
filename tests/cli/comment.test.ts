import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { run } from "../../cli/comment";
import { UsageError } from "../../cli/usage-error";

let folder: string;
const path = process.env.PATH;

/** A gh that notes what it is asked and given, and ends with a code. */
function installGh(code: number): void {
  const gh = join(folder, "gh");
  writeFileSync(gh, `#!/bin/sh\necho "$*" > ${folder}/asked\ncat > ${folder}/given\nexit ${code}\n`);
  chmodSync(gh, 0o755);
  process.env.PATH = `${folder}${delimiter}${path}`;
}

const read = (name: string): string => readFileSync(join(folder, name), "utf8");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "openops-comment-"));
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

describe("a comment", () => {
  test("is edited in place, and holds what the previews wrote", async () => {
    installGh(0);
    const file = join(folder, "dev.md");
    writeFileSync(file, "## dev\n");
    expect(await run(["--pull-request", "7", file, join(folder, "missing.md")], folder)).toBe(0);
    expect(read("asked")).toBe("pr comment 7 --edit-last --create-if-none --body-file -\n");
    expect(read("given")).toBe("## dev\n");
  });

  test("that gh refuses is a failure", async () => {
    installGh(1);
    await expect(run(["--pull-request", "7", "dev.md"], folder)).rejects.toThrow(
      "gh could not comment on pull request 7 (see above).",
    );
  });

  test("without gh says what to install", async () => {
    process.env.PATH = folder;
    await expect(run(["--pull-request", "7", "dev.md"], folder)).rejects.toThrow(
      "gh does not start; install",
    );
  });

  test.each([
    [["dev.md"]],
    [["--pull-request", "x; rm", "dev.md"]],
    [["--pull-request", "7"]],
    [["--pr", "7"]],
  ])("%j is refused with the usage", async (args) => {
    await expect(run(args, folder)).rejects.toThrow(UsageError);
  });
});
