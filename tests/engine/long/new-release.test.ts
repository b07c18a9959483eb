import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { knownReleases } from "../../../components/values/releases";
import { playJob } from "../played-workflow";
import { cloneCheckout } from "../../support/clone";
import { composeFile, writeUpstream } from "../../support/updates/upstream";

const folder = mkdtempSync(join(tmpdir(), "openops-new-release-"));
const [looking, proposing] = [join(folder, "looking"), join(folder, "proposing")];
const [programs, origin, upstream] = [
  join(folder, "programs"),
  join(folder, "origin"),
  join(folder, "upstream"),
];
const newest = knownReleases.at(-1) ?? "";
const npm = execFileSync("which", ["npm"], { encoding: "utf8" }).trim();

/** What the stand-ins note: everything but the commands that really run here. */
const noted = (workspace: string) => readFileSync(join(workspace, "played"), "utf8");

const git = (at: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-C", at, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();

function writeProgram(name: string, script: string): void {
  writeFileSync(join(programs, name), `#!/bin/sh\n${script}`);
  chmodSync(join(programs, name), 0o755);
}

/** GitHub's program, with the pull requests that there are. */
function writeGitHub(pullRequests: string): void {
  writeProgram(
    "gh",
    `echo "gh $*" >> "$PLAYED"\ncase "$1 $2" in "pr list") echo '${pullRequests}';; "pr create") cat >> "$PLAYED";; esac\n`,
  );
}

function play(job: string, workspace: string, patch = "") {
  return playJob("new-release.yaml", job, {
    workspace,
    programs,
    expressions: {
      "github.event.repository.default_branch": "main",
      "github.token": "token",
      "needs.look.outputs.patch": patch,
    },
  });
}

/** The patch that the job hands on. */
function look(): string {
  rmSync(join(programs, "output"), { force: true });
  const { succeeded, printed } = play("look", looking);
  expect(succeeded ? "" : printed).toBe("");
  return /^patch=(.*)$/m.exec(readFileSync(join(programs, "output"), "utf8"))?.[1] ?? "none is told";
}

beforeAll(() => {
  mkdirSync(programs);
  writeProgram(
    "npm",
    `case "$2" in check|test:unit) echo "npm $*" >> "$PLAYED";; *) exec "${npm}" "$@";; esac\n`,
  );
  mkdirSync(looking);
  cloneCheckout(looking);
  writeFileSync(
    join(looking, ".gitconfig"),
    `[url "${upstream}"]\n  insteadOf = https://github.com/openops-cloud/openops\n`,
  );
  git(looking, "add", "--all");
  git(
    looking,
    "-c",
    "user.name=a",
    "-c",
    "user.email=a@example.com",
    "commit",
    "--quiet",
    "--message",
    "main",
  );
  git(looking, "branch", "--move", "main");
  git(folder, "clone", "--quiet", "--bare", looking, origin);
  git(folder, "clone", "--quiet", origin, proposing);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("the workflow for new releases of OpenOps", () => {
  test("hands on nothing, and so proposes nothing, while the newest one is known", () => {
    writeUpstream(upstream, { [newest]: "no compose file" });

    expect(look()).toBe("");
  });

  describe("once there is a new one", () => {
    const row = '  "99.1.0": { tables: "0.2.21", analytics: "0.14.7", execution: "worker" },';
    let patch = "";

    beforeAll(() => {
      rmSync(upstream, { recursive: true });
      writeUpstream(upstream, {
        "99.1.0": composeFile({ tables: "0.2.21", analytics: "0.14.7", execution: "worker" }),
      });
      rmSync(join(looking, "played"), { force: true });
      patch = look();
    });

    test("checks its line and what is generated from it", () => {
      expect(noted(looking)).toBe("npm run check\nnpm run test:unit\n");
      expect(git(looking, "diff", "--cached", "--name-only").split("\n")).toEqual([
        ".changeset/openops-99.1.0.md",
        "components/values/releases.ts",
        "docs/configuration.md",
      ]);
    });

    test("brings it to a branch with a pull request, and no token to a command line", () => {
      writeGitHub("[]");
      const { succeeded, printed } = play("propose", proposing, patch);

      expect(succeeded ? "" : printed).toBe("");
      expect(git(origin, "show", "openops-99.1.0:components/values/releases.ts")).toContain(row);
      expect(git(origin, "log", "--format=%s", "main..openops-99.1.0")).toBe(
        "OpenOps 99.1.0 in the table of releases",
      );
      const [setUp, list, create, ...body] = noted(proposing).split("\n");
      expect([setUp, list]).toEqual([
        "gh auth setup-git",
        "gh pr list --state all --head openops-99.1.0 --json number",
      ]);
      expect(create).toBe(
        "gh pr create --base main --head openops-99.1.0 --title OpenOps 99.1.0 in the table of releases --body-file -",
      );
      expect(body.join("\n")).toMatch(/^OpenOps 99\.1\.0 is known: tables 0\.2\.21, .*\n\nTypes, lint, /);
      expect(noted(proposing)).not.toContain("token");
    });

    test("proposes it once", () => {
      git(proposing, "switch", "--quiet", "main");
      writeGitHub('[{"number":7}]');
      rmSync(join(proposing, "played"));
      const { succeeded, printed } = play("propose", proposing, patch);

      expect(succeeded).toBe(true);
      expect(printed).toContain("openops-99.1.0 is proposed already.\n");
      expect(noted(proposing)).not.toContain("pr create");
    });
  });
});
