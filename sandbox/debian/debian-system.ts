import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { secondsSince, type Report } from "../progress";
import { runProgram } from "../processes/run-program";
import { SandboxError } from "../errors";
import { ensureProgram } from "./ensure-program";
import { programPath, requireRoot } from "./requirements";

/** A small Debian system in a folder: what it is made from. */
export interface DebianSystem {
  /** The release's code name: `trixie`. */
  readonly release: string;
  readonly packages: readonly string[];
  /** Run inside the system once it is installed, by `sh -c`. */
  readonly prepare?: string;
}

export interface SystemOptions {
  /** Where the system is kept; its files are in `root` below it. */
  readonly folder: string;
  readonly report: Report;
}

/** What nothing of a system in a folder needs. */
const superfluous = [
  "var/cache/apt/archives",
  "var/lib/apt/lists",
  "usr/share/doc",
  "usr/share/locale",
  "usr/share/man",
];

/** The Debian mirror that this machine's own apt uses, or the one named in DEBIAN_MIRROR. */
async function debianMirror(): Promise<string> {
  const named = process.env["DEBIAN_MIRROR"];
  if (named !== undefined && named !== "") {
    return named;
  }
  const query = ["indextargets", "--format", "$(REPO_URI)", "Origin: Debian", "Label: Debian"];
  const asked =
    programPath("apt-get") === undefined
      ? ""
      : await runProgram("apt-get", query, "apt could not name its mirrors");
  const [known = ""] = asked.trim().split("\n");
  if (known === "") {
    throw new SandboxError(
      "apt on this machine knows no mirror of Debian. Name one in the variable DEBIAN_MIRROR, then run this again.",
    );
  }
  return known;
}

async function build(system: DebianSystem, { folder, report }: SystemOptions): Promise<void> {
  const { release, packages, prepare } = system;
  const draft = `${folder}.${process.pid}`;
  const root = join(draft, "root");
  const startedMs = Date.now();
  report(`Installing ${packages.join(", ")} of Debian ${release} …`);
  mkdirSync(draft, { recursive: true });
  try {
    const mirror = await debianMirror();
    const bootstrap = ["--variant=minbase", `--include=${packages.join(",")}`, release, root, mirror];
    await runProgram("debootstrap", bootstrap, `Debian ${release} could not be installed below ${draft}`);
    if (prepare !== undefined) {
      await runProgram("chroot", [root, "sh", "-c", prepare], `Debian ${release} could not be prepared`);
    }
    superfluous.forEach((path) => rmSync(join(root, path), { recursive: true, force: true }));
    writeFileSync(join(draft, "recipe.json"), JSON.stringify(system));
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  report(`Installed Debian ${release} in ${secondsSince(startedMs)}.`);
}

/**
 * Makes a system available, once for each recipe, and returns its root folder.
 * @throws SandboxError naming what is missing and how to get it
 */
export async function ensureSystem(system: DebianSystem, options: SystemOptions): Promise<string> {
  const recipe = join(options.folder, "recipe.json");
  if (!existsSync(recipe) || readFileSync(recipe, "utf8") !== JSON.stringify(system)) {
    requireRoot();
    await ensureProgram("debootstrap", options.report);
    await build(system, options);
  }
  return join(options.folder, "root");
}
