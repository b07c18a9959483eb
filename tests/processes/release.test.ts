import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { z } from "zod";

const root = join(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "openops-release-"));
const changesets = join(root, "node_modules", "@changesets", "cli", "bin.js");
const packageFile = z.object({ version: z.string() });

interface Outcome {
  readonly code: number | null;
  readonly out: string;
}

function run(program: string, args: readonly string[], path = process.env.PATH ?? ""): Outcome {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: path, HOME: folder },
  });
  return { code: status, out: stdout + stderr };
}

function write(path: string, content: string): void {
  writeFileSync(join(folder, path), content);
}

/** What the release tool says of the changesets of a copy of the checkout. */
function status(): Outcome {
  return run(process.execPath, [changesets, "status"]);
}

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const file of [
    "package.json",
    "package-lock.json",
    "CHANGELOG.md",
    ".gitignore",
    ".prettierrc.json",
  ]) {
    copyFileSync(join(root, file), join(folder, file));
  }
  cpSync(join(root, ".changeset"), join(folder, ".changeset"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  run("git", ["init", "--quiet", "--initial-branch", "main"]);
  run("git", ["add", "."]);
  run("git", [...author, "commit", "--quiet", "--message", "The checkout"]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fixed = '---\n"openops-pulumi": patch\n---\n\nThe gateway answers at once.\n';

describe("the release tool", () => {
  test("takes the settings and the changesets of this checkout", () => {
    expect(status()).toEqual({ code: 0, out: expect.not.stringContaining("rror") });
  });

  test("writes a changeset into the change log, above what is there, and raises the version", () => {
    const [major, minor, patch] = packageFile
      .parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")))
      .version.split(".")
      .map(Number);
    const next = `${major}.${minor}.${Number(patch) + 1}`;
    write(".changeset/brave-dogs-answer.md", fixed);

    expect(run(process.execPath, [changesets, "version"]).code).toBe(0);

    const log = readFileSync(join(folder, "CHANGELOG.md"), "utf8");
    const section = `## ${next}\n\n### Patch Changes\n\n- The gateway answers at once.\n`;
    expect(log.split(/\n(?=## )/).slice(0, 2)).toEqual(["# openops-pulumi\n", section]);
    expect(packageFile.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")))).toEqual({
      version: next,
    });
  });

  test.each([
    {
      what: "a changeset of a package that there is not",
      path: ".changeset/broken.md",
      content: fixed.replace("openops-pulumi", "openops"),
      told: "Found changeset broken for package openops which is not in the workspace",
    },
    {
      what: "a changeset without a kind of change",
      path: ".changeset/broken.md",
      content: "The gateway answers at once.\n",
      told: "could not parse changeset",
    },
    {
      what: "settings of the wrong kind",
      path: ".changeset/config.json",
      content: '{ "baseBranch": 1 }\n',
      told: "baseBranch",
    },
    {
      what: "settings that are no JSON",
      path: ".changeset/config.json",
      content: '{ "baseBranch": "main"\n',
      told: "JSON",
    },
  ])("refuses $what", ({ path, content, told }) => {
    write(path, content);

    const { code, out } = status();
    expect(code).toBe(1);
    expect(out).toContain(told);
  });
});

describe("a pushed tag", () => {
  const { version } = packageFile.parse(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const publish = (tag: string, ...files: readonly string[]): Outcome => {
    mkdirSync(join(folder, "bin"));
    write("bin/gh", '#!/bin/sh\necho "gh $*"\ncat\n');
    chmodSync(join(folder, "bin", "gh"), 0o755);
    const path = [join(folder, "bin"), process.env.PATH ?? ""].join(delimiter);
    return run(process.execPath, [join(root, ".ci", "publish-release.mjs"), tag, ...files], path);
  };

  test("becomes a release with what the change log says of its version, and nothing of older ones", () => {
    write("CHANGELOG.md", `# openops-pulumi\n\n## ${version}\n\n- New.\n\n## 0.0.1\n\n- Old.\n`);

    expect(publish(`v${version}`)).toEqual({
      code: 0,
      out: `gh release create v${version} --verify-tag --title v${version} --notes-file -\n- New.\n`,
    });
  });

  test("has the files that are named, for people to fetch", () => {
    expect(publish(`v${version}`, "a.tgz", "b.tar.gz").out).toContain(
      `gh release create v${version} a.tgz b.tar.gz --verify-tag`,
    );
  });

  test("of the version in package.json has its section in the change log", () => {
    expect(publish(`v${version}`).code).toBe(0);
  });

  test("of another version is refused", () => {
    expect(publish("v9.9.9")).toEqual({
      code: 1,
      out: `The tag is "v9.9.9", package.json says ${version}: tag the commit of \`npm run release\` as v${version}.\n`,
    });
  });

  test("is refused where changesets were left behind", () => {
    write(".changeset/brave-dogs-answer.md", fixed);

    expect(publish(`v${version}`)).toEqual({
      code: 1,
      out: "CHANGELOG.md lacks brave-dogs-answer.md of .changeset/: `npm run release` takes them in, then tag anew.\n",
    });
  });

  test("is refused where the change log does not know its version", () => {
    write("CHANGELOG.md", "# openops-pulumi\n");

    expect(publish(`v${version}`)).toEqual({
      code: 1,
      out: `CHANGELOG.md has no section "## ${version}": \`npm run release\` writes it from .changeset/.\n`,
    });
  });
});
