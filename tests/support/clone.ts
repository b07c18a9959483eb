import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../..");

/**
 * Copies what a clone of the repository would have, uncommitted changes included, with links to the packages and the
 * tools that are there already.
 */
export function cloneCheckout(folder: string): void {
  const listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  execFileSync("git", listing, { cwd: root, encoding: "utf8" })
    .split("\0")
    // A file that was deleted and not committed is still listed.
    .filter((name) => name !== "" && existsSync(join(root, name)))
    .forEach((name) => cpSync(join(root, name), join(folder, name)));
  execFileSync("git", ["init", "--quiet"], { cwd: folder });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, ".sandbox"));
  if (existsSync(join(root, ".sandbox", "bin"))) {
    symlinkSync(join(root, ".sandbox", "bin"), join(folder, ".sandbox", "bin"));
  }
}
