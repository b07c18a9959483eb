import { runProgram } from "../processes/run-program";
import type { Report } from "../progress";
import { SandboxError } from "../errors";
import { programPath } from "./requirements";

/**
 * Makes a program available that Debian has a package of the same name for.
 * @throws SandboxError where it is missing and apt cannot install it
 */
export async function ensureProgram(name: string, report: Report): Promise<void> {
  if (programPath(name) !== undefined) {
    return;
  }
  if (programPath("apt-get") === undefined) {
    throw new SandboxError(`"${name}" is missing. Install the package of that name, then run this again.`);
  }
  report(`Installing ${name} …`);
  await runProgram("apt-get", ["update", "--quiet"], "apt could not read its package lists");
  const install = ["install", "--yes", "--quiet", "--no-install-recommends", name];
  await runProgram("apt-get", install, `apt could not install ${name}`);
}
