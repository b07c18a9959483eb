// Publishes a tag as a release of GitHub, with what CHANGELOG.md says of it and with files, the package and its template:
// `npm run release:publish -- TAG [FILE…]`.
// Plain JavaScript with Node's own modules, so that nothing has to be compiled for it.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

function refuse(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const [tag = "", ...files] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
if (tag !== `v${version}`) {
  refuse(
    `The tag is "${tag}", package.json says ${version}: tag the commit of \`npm run release\` as v${version}.`,
  );
}

const waiting = readdirSync(".changeset").filter((name) => name.endsWith(".md") && name !== "README.md");
if (waiting.length > 0) {
  refuse(
    `CHANGELOG.md lacks ${waiting.join(", ")} of .changeset/: \`npm run release\` takes them in, then tag anew.`,
  );
}

const [, ...sections] = readFileSync("CHANGELOG.md", "utf8").split(/^## /m);
const section = sections.find((text) => text.startsWith(`${version}\n`));
if (section === undefined) {
  refuse(`CHANGELOG.md has no section "## ${version}": \`npm run release\` writes it from .changeset/.`);
}

const notes = section.slice(version.length).trim();
const options = ["--verify-tag", "--title", tag, "--notes-file", "-"];
const { status, error } = spawnSync("gh", ["release", "create", tag, ...files, ...options], {
  input: `${notes}\n`,
  stdio: ["pipe", "inherit", "inherit"],
});
if (error !== undefined) {
  refuse(`GitHub's program gh, which makes releases, did not start: ${error.message}`);
}
process.exit(status ?? 1);
