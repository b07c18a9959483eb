import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { SandboxError } from "../errors";

/** Where a program is on PATH; undefined where it is not installed. */
export function programPath(program: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/**
 * Refuses machines on which no systems can be made and entered.
 * @throws SandboxError on anything but Linux, and for everyone but root
 */
export function requireRoot(): void {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new SandboxError(
      "Real servers and real nodes need Linux and root, because they run in namespaces of their own. " +
        "Run the command with sudo on a Linux machine.",
    );
  }
}

/**
 * Refuses machines that do not give out namespaces, or lack the programs to make and enter them.
 * @throws SandboxError naming what is missing
 */
export function requireNamespaces(): void {
  requireRoot();
  for (const tool of ["unshare", "nsenter", "setpriv", "mount", "pivot_root"]) {
    if (programPath(tool) === undefined) {
      throw new SandboxError(`"${tool}" is missing. Install the package util-linux, then run this again.`);
    }
  }
  try {
    execFileSync("unshare", ["--mount", "--net", "--pid", "--fork", "true"], { stdio: "ignore" });
  } catch (error) {
    throw new SandboxError(
      "This machine refuses new namespaces (unshare). Inside a container, run it privileged.",
      { cause: error },
    );
  }
}
