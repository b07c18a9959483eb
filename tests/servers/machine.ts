import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The Debian releases that provision.mjs installs. */
export type System = "trixie" | "bookworm";

interface Machine {
  readonly systems: string;
  readonly scratch: string;
}

/** The isolated machine that isolate.sh prepares. */
function machine(): Machine {
  const systems = process.env.OPENOPS_SERVERS;
  const scratch = process.env.OPENOPS_SERVERS_SCRATCH;
  if (systems === undefined || scratch === undefined) {
    throw new Error(
      "These tests start servers and need namespaces of their own. Run them with: npm run test:servers",
    );
  }
  return { systems, scratch };
}

/** The root folder of an installed system. */
export function systemRoot(system: System): string {
  return join(machine().systems, system, "root");
}

/** The locales en_US.utf8 and en_US (ISO 8859-1), which no system has among its own. */
export function localesFile(): string {
  return join(systemRoot("trixie"), "opt/locales/usr/lib/locale/locale-archive");
}

/** The file of a program that build-programs.mjs has built. */
export function builtProgram(module: "exporters" | "rclone", name: string): string {
  return join(machine().systems, module, name);
}

/** The packages of Python that packages.mjs installs, by the service they belong to. */
export type PythonPackages = "superset" | "tables-clients";

/** The folder of packages that packages.mjs has installed. */
export function installedPackages(name: PythonPackages | "app-clients"): string {
  return join(machine().systems, name);
}

/** A new empty folder, gone after the run. */
export function scratchFolder(name: string): string {
  return mkdtempSync(join(machine().scratch, `${name}-`));
}

/** The file that every process of the run, in containers too, sees as /etc/hosts. */
export function hostsFile(): string {
  return join(machine().scratch, "hosts");
}

/** Makes names known, each at the loopback address given, and forgets all others. */
export function nameHosts(addresses: Readonly<Record<string, string>>): void {
  const lines = Object.entries({ localhost: "127.0.0.1", ...addresses });
  // Written in place, because the file is what containers have mounted.
  writeFileSync(hostsFile(), lines.map(([name, address]) => `${address} ${name}\n`).join(""));
}

/** Writes a file into a new scratch folder and says where it is. */
export function scratchFile(name: string, content: string): string {
  const path = join(scratchFolder("file"), name);
  writeFileSync(path, content, { mode: 0o755 });
  return path;
}

const pollMs = 20;

/**
 * Asks until the answer is not undefined; a condition that throws has not come true yet.
 * @throws Error with the condition's last complaint when it does not come true within `timeoutSeconds`
 */
export async function eventually<T>(
  condition: () => Promise<T | undefined> | T | undefined,
  timeoutSeconds = 20,
): Promise<T> {
  const deadlineMs = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    let complaint: unknown;
    try {
      const answer = await condition();
      if (answer !== undefined) {
        return answer;
      }
    } catch (error) {
      complaint = error;
    }
    if (Date.now() >= deadlineMs) {
      throw new Error(`The condition did not come true within ${timeoutSeconds} s`, { cause: complaint });
    }
    await sleep(pollMs);
  }
}
