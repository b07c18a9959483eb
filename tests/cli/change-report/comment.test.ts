import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { run } from "../../../cli/comment/comment";
import { UsageError } from "../../../cli/errors";

let folder: string;
const path = process.env.PATH;

interface Comment {
  readonly databaseId: number;
  readonly body: string;
  readonly viewerDidAuthor: boolean;
}

/** A gh that knows the comments of a pull request, notes what it is asked to write, and ends with a code. */
function installGh(code: number, comments: readonly Comment[] = []): void {
  const gh = join(folder, "gh");
  const answer = { data: { repository: { pullRequest: { comments: { nodes: comments } } } } };
  writeFileSync(join(folder, "answer"), JSON.stringify(answer));
  const writes = `echo "$*" > ${folder}/asked\ncat > ${folder}/given`;
  writeFileSync(
    gh,
    `#!/bin/sh\nif [ "$2" = graphql ]; then cat ${folder}/answer; else\n${writes}\nfi\nexit ${code}\n`,
  );
  chmodSync(gh, 0o755);
  process.env.PATH = `${folder}${delimiter}${path}`;
}

const read = (name: string): string => readFileSync(join(folder, name), "utf8");

function report(): string {
  const file = join(folder, "dev.md");
  writeFileSync(file, "## dev\n");
  return file;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "openops-comment-"));
});

afterEach(() => {
  process.env.PATH = path;
  rmSync(folder, { recursive: true });
});

describe("a comment", () => {
  const create = "pr comment 7 --body-file -\n";

  test("is made where there is none, and holds what the previews wrote", async () => {
    installGh(0);
    expect(await run(["--pull-request", "7", report(), join(folder, "missing.md")], folder)).toBe(0);
    expect(read("asked")).toBe(create);
    expect(read("given")).toBe("<!-- openops: preview -->\n## dev\n");
  });

  test("is edited in place, whatever this token's owner wrote after it", async () => {
    installGh(0, [
      { databaseId: 11, body: "<!-- openops: prod -->\n## prod\n", viewerDidAuthor: true },
      { databaseId: 12, body: "<!-- openops: dev -->\n## old\n", viewerDidAuthor: true },
      { databaseId: 13, body: "Coverage: 93 %", viewerDidAuthor: true },
    ]);
    await run(["--pull-request", "7", "--name", "dev", report()], folder);
    expect(read("asked")).toBe(
      "api --method PATCH repos/{owner}/{repo}/issues/comments/12 --silent -F body=@-\n",
    );
    expect(read("given")).toBe("<!-- openops: dev -->\n## dev\n");
  });

  test.each([
    ["another workflow's", { databaseId: 13, body: "Coverage: 93 %", viewerDidAuthor: true }],
    ["another stack's", { databaseId: 11, body: "<!-- openops: prod -->\n", viewerDidAuthor: true }],
    [
      "a person's with the same mark",
      { databaseId: 9, body: "<!-- openops: dev -->\n", viewerDidAuthor: false },
    ],
    ["one that quotes it", { databaseId: 9, body: "> <!-- openops: dev -->\n", viewerDidAuthor: true }],
  ])("is never %s", async (_whose, comment) => {
    installGh(0, [comment]);
    await run(["--pull-request", "7", "--name", "dev", report()], folder);
    expect(read("asked")).toBe(create);
  });

  test("that gh refuses is a failure", async () => {
    installGh(1);
    await expect(run(["--pull-request", "7", "dev.md"], folder)).rejects.toThrow(
      "gh could not comment on the pull request (see above).",
    );
  });

  test("is not written where gh answers with something else than comments", async () => {
    installGh(0);
    writeFileSync(join(folder, "answer"), "<html>");
    await expect(run(["--pull-request", "7", "dev.md"], folder)).rejects.toThrow(
      "gh answers with something else than the comments of the pull request.",
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
    [["--pull-request", "7", "--name", "--> x", "dev.md"]],
    [["--pr", "7"]],
  ])("%j is refused with the usage", async (args) => {
    await expect(run(args, folder)).rejects.toThrow(UsageError);
  });
});
