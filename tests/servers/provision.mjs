// Brings the real servers: small Debian systems below .sandbox/servers, made once and used again.
// Plain JavaScript with Node's own modules, because it runs before the tests' isolation exists.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Releases of Debian by the servers they carry: the major versions that stacks run. */
export const systems = {
  trixie: {
    packages: ["postgresql-17", "locales", "nginx", "libnginx-mod-stream", "busybox-static"],
    prepare: [
      // The commands of images made from Alpine.
      "mkdir /opt/busybox && /usr/bin/busybox --install -s /opt/busybox",
      // Locales beside the system, which is without them: each container has its own, or none.
      "mkdir -p /opt/locales/usr/lib/locale",
      "localedef --prefix=/opt/locales -i en_US -f UTF-8 en_US.UTF-8",
      "localedef --prefix=/opt/locales -i en_US -f ISO-8859-1 en_US",
    ].join(" && "),
    programs: [
      "usr/lib/postgresql/17/bin/postgres",
      "usr/sbin/nginx",
      "usr/bin/busybox",
      "opt/locales/usr/lib/locale/locale-archive",
    ],
  },
  bookworm: {
    packages: ["redis-server", "python3-venv"],
    // Where containers have the packages of their service.
    prepare: "mkdir /opt/python",
    programs: ["usr/bin/redis-server", "usr/bin/python3"],
  },
};

export class ProvisionError extends Error {}

function succeeds(program, args) {
  return spawnSync(program, args, { stdio: "ignore" }).status === 0;
}

function run(program, args, failure) {
  const result = spawnSync(program, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (result.status !== 0) {
    const reason =
      result.error?.message ?? (result.stderr || result.stdout).trim().split("\n").slice(-5).join("\n");
    throw new ProvisionError(`${failure}:\n${reason}`);
  }
  return result.stdout;
}

function onPath(program) {
  return (process.env.PATH ?? "").split(":").some((folder) => existsSync(join(folder, program)));
}

function requireMachine() {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new ProvisionError(
      "The tests of real servers need Linux and root, because they run servers in namespaces of their own. " +
        "Run `sudo npm run test:servers` on a Linux machine.",
    );
  }
  for (const tool of ["unshare", "nsenter", "setpriv", "mount"]) {
    if (!onPath(tool)) {
      throw new ProvisionError(`"${tool}" is missing. Install the package util-linux, then run this again.`);
    }
  }
  if (!succeeds("unshare", ["--mount", "--net", "--pid", "--fork", "true"])) {
    throw new ProvisionError(
      "This machine refuses new namespaces (unshare). Inside a container, run it privileged.",
    );
  }
}

function installDebootstrap(report) {
  if (onPath("debootstrap")) {
    return;
  }
  if (!onPath("apt-get")) {
    throw new ProvisionError(
      '"debootstrap" is missing. Install the package of that name, then run this again.',
    );
  }
  report("Installing debootstrap …");
  run("apt-get", ["update", "--quiet"], "apt could not read its package lists");
  run(
    "apt-get",
    ["install", "--yes", "--quiet", "--no-install-recommends", "debootstrap"],
    "apt could not install debootstrap",
  );
}

/** The Debian mirror that this machine's own apt uses, or the one named in DEBIAN_MIRROR. */
function debianMirror() {
  if (process.env.DEBIAN_MIRROR) {
    return process.env.DEBIAN_MIRROR;
  }
  const query = ["indextargets", "--format", "$(REPO_URI)", "Origin: Debian", "Label: Debian"];
  const ask = () => run("apt-get", query, "apt could not name its mirrors").trim().split("\n")[0];
  const known = onPath("apt-get") ? ask() : "";
  if (known !== "") {
    return known;
  }
  throw new ProvisionError(
    "apt on this machine knows no mirror of Debian. Name one: DEBIAN_MIRROR=http://… npm run test:servers",
  );
}

/** What a finished system was made from; another recipe makes it anew. */
function recipe({ packages, prepare }) {
  return `${JSON.stringify({ packages, prepare })}\n`;
}

function isComplete(folder, system) {
  const mark = join(folder, "recipe.json");
  return (
    existsSync(mark) &&
    readFileSync(mark, "utf8") === recipe(system) &&
    system.programs.every((program) => existsSync(join(folder, "root", program)))
  );
}

function build(name, system, { folder, mirror, report }) {
  const draft = `${folder}.${process.pid}`;
  const root = join(draft, "root");
  const started = Date.now();
  report(`Installing ${system.packages.join(", ")} of Debian ${name} …`);
  mkdirSync(draft, { recursive: true });
  try {
    run(
      "debootstrap",
      ["--variant=minbase", `--include=${system.packages.join(",")}`, name, root, mirror],
      `Debian ${name} could not be installed below ${draft}`,
    );
    run("chroot", [root, "sh", "-c", system.prepare], `Debian ${name} could not be prepared`);
    for (const archive of readdirSync(join(root, "var/cache/apt/archives"))) {
      rmSync(join(root, "var/cache/apt/archives", archive), { recursive: true });
    }
    writeFileSync(join(draft, "recipe.json"), recipe(system));
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  report(`Installed Debian ${name} in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/**
 * Makes every system available below `folder`.
 * @throws ProvisionError naming what is missing and how to get it
 */
export function provision(folder, report) {
  requireMachine();
  mkdirSync(folder, { recursive: true });
  const missing = Object.entries(systems).filter(([name, system]) => !isComplete(join(folder, name), system));
  if (missing.length === 0) {
    return;
  }
  installDebootstrap(report);
  const mirror = debianMirror();
  for (const [name, system] of missing) {
    build(name, system, { folder: join(folder, name), mirror, report });
    if (!isComplete(join(folder, name), system)) {
      throw new ProvisionError(`Debian ${name} was installed without one of: ${system.programs.join(", ")}`);
    }
  }
}
