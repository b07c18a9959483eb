// Brings what `npm run openops-releases` changed, a patch in base64 in PATCH, to a branch and a pull request:
// `npm run openops-releases:propose`.
// Plain JavaScript with Node's own modules: beside a token that may write nothing of others runs.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

function run(program, args, input = "") {
  return execFileSync(program, args, { input, encoding: "utf8", stdio: ["pipe", "pipe", "inherit"] });
}

const git = (...args) => run("git", args);
const { PATCH = "", BASE = "" } = process.env;

run("git", ["apply", "--index", "-"], Buffer.from(PATCH, "base64"));
const changesets = git("diff", "--cached", "--name-only", "--diff-filter=A", "--", ".changeset")
  .trim()
  .split("\n");
const versions = changesets.flatMap((path) => /openops-(\d+\.\d+\.\d+)\.md$/.exec(path)?.[1] ?? []);
const newest = versions.at(-1);
if (newest === undefined) {
  process.stderr.write("PATCH adds no release: there is no .changeset/openops-VERSION.md in it.\n");
  process.exit(1);
}

const branch = `openops-${newest}`;
// GitHub's program gives git the token, which so is in no command line and no file.
run("gh", ["auth", "setup-git"]);
if (run("gh", ["pr", "list", "--state", "all", "--head", branch, "--json", "number"]).trim() !== "[]") {
  process.stdout.write(`${branch} is proposed already.\n`);
  process.exit(0);
}
const author = [
  "-c",
  "user.name=github-actions[bot]",
  "-c",
  "user.email=github-actions[bot]@users.noreply.github.com",
];
const title = `OpenOps ${versions.join(" and ")} in the table of releases`;
git("switch", "--quiet", "--create", branch);
git(...author, "commit", "--quiet", "--message", title);
// A run that was cut short may have left the branch without its pull request.
git("push", "--quiet", "--force", "origin", branch);

const words = versions.map((version) =>
  readFileSync(`.changeset/openops-${version}.md`, "utf8").split("---\n").at(-1).trim(),
);
const body = `${words.join("\n\n")}\n\nTypes, lint, format, generated files and the unit tests pass with it; the checks of a pull request start once somebody closes and opens it again, since a workflow opened it.\n`;
process.stdout.write(
  run("gh", ["pr", "create", "--base", BASE, "--head", branch, "--title", title, "--body-file", "-"], body),
);
