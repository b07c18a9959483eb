import { execFileSync } from "node:child_process";
import { configNamespace } from "../../components/values/fault";

/**
 * When the value under a key of a stack file was committed, as git remembers it.
 *
 * @returns an ISO time; undefined where the file, the line or git is not there, or the line is not committed
 */
export function writtenAt(root: string, { file, key }: { readonly file: string; readonly key: string }) {
  // A basic regular expression, then the line below it, which holds the encrypted value.
  const line = `/^ *"\\{0,1\\}${configNamespace}:${key}"\\{0,1\\}:/,+2`;
  try {
    const blame = execFileSync("git", ["blame", "--line-porcelain", "-L", line, "--", file], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const seconds = [...blame.matchAll(/^committer-time (\d+)$/gm)].map(([, time]) => Number(time));
    const committed = !/^0{40} /m.test(blame) && seconds.length > 0;
    return committed ? new Date(Math.max(...seconds) * 1000).toISOString() : undefined;
  } catch {
    // Not in git, or not there: then nobody knows.
    return undefined;
  }
}
