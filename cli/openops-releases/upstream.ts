import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isNewer } from "../../components/values/releases";
import { CommandError } from "../errors";

/** Where OpenOps says what belongs to a release. */
export const composePath = "deploy/docker-compose/docker-compose.yml";

/** @throws CommandError with what git said */
function git(...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync("git", args, {
    encoding: "utf8",
    env: { ...process.env, GIT_TERMINAL_PROMPT: "0" },
  });
  if (status !== 0) {
    throw new CommandError(`git ${args.join(" ")} failed: ${error?.message ?? stderr.trim()}`);
  }
  return stdout;
}

/**
 * The releases of a repository that came after one, the oldest first. A release's tag is its version; candidates
 * and other tags are passed over.
 */
export function releasesAfter(repository: string, release: string): readonly string[] {
  return git("ls-remote", "--tags", "--refs", repository)
    .split("\n")
    .flatMap((line) => /\trefs\/tags\/(\d+\.\d+\.\d+)$/.exec(line)?.[1] ?? [])
    .filter((version) => isNewer(version, release))
    .sort((one, other) => (isNewer(one, other) ? 1 : -1));
}

/** OpenOps' compose file at the tag of a release; of all other files nothing is fetched where the server allows. */
export function composeFileAt(repository: string, version: string): string {
  const folder = mkdtempSync(join(tmpdir(), "openops-upstream-"));
  try {
    const bare = ["--bare", "--quiet", "--depth", "1", "--filter", "tree:0"];
    git("clone", ...bare, "--branch", version, repository, folder);
    return git("-C", folder, "show", `HEAD:${composePath}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
