// Brings packages of the services themselves, at the releases that tests/tools pins, into folders below .sandbox/servers.
// Plain JavaScript with Node's own modules, because it runs before the tests' isolation exists.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeOnce } from "../tools/made-once.mjs";
import { ProvisionError, systems } from "./provision.mjs";

/** Where a system has the packages of Python that a container is given. */
const pythonFolder = "/opt/python";

/** Packages with their own files alone: what they need is named in the same list. */
const pip = [
  `${pythonFolder}/bin/pip`,
  ...["install", "--quiet", "--no-cache-dir", "--disable-pip-version-check", "--progress-bar", "off"],
  ...["--require-hashes", "--no-deps", "--no-build-isolation", "--requirement"],
];

/**
 * Installs in a system, whose root is the first argument, into the folder that is the second: only that folder is
 * written. The machine's names and authorities are lent to it, since packages come from a registry.
 */
const install = `
set -eu
root="$1" target="$root${pythonFolder}"
mount --bind "$2" "$target"
for path in /etc/resolv.conf /etc/hosts /etc/ssl; do
  [ -d "$path" ] && mkdir -p "$root$path" || touch "$root$path"
  mount --rbind "$path" "$root$path"
done
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
shift 2
exec chroot "$root" "$@"
`;

function hashOf(...parts) {
  return parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");
}

function run(program, args, { failure, ...options }) {
  const result = spawnSync(program, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024, ...options });
  if (result.status !== 0) {
    const reason =
      result.error?.message ?? (result.stderr || result.stdout).trim().split("\n").slice(-8).join("\n");
    throw new ProvisionError(`${failure}:\n${reason}`);
  }
}

function timed(what, report, work) {
  const started = Date.now();
  report(`Installing ${what} …`);
  work();
  report(`Installed ${what} in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/**
 * Makes the packages of a list available in `folder`, a virtual environment that belongs at `/opt/python` of Debian
 * bookworm below `servers`.
 * @throws ProvisionError where a package cannot be had or its hash is another
 */
export function installPythonPackages(folder, { servers, lists, report }) {
  const root = join(servers, "bookworm", "root");
  const texts = lists.map((list) => readFileSync(list, "utf8"));
  makeOnce(folder, hashOf(JSON.stringify(systems.bookworm), install, ...pip, ...texts), (draft) => {
    const inSystem = (...command) =>
      run("unshare", ["--mount", "sh", "-c", install, "sh", root, draft, ...command], {
        env: { ...process.env, HOME: `${pythonFolder}/tmp`, TMPDIR: `${pythonFolder}/tmp` },
        failure: `Packages of Python could not be installed below ${draft}`,
      });
    timed(`packages of ${folder.split("/").at(-1)}`, report, () => {
      mkdirSync(join(draft, "tmp"));
      inSystem("python3", "-m", "venv", pythonFolder);
      texts.forEach((text, index) => {
        writeFileSync(join(draft, "tmp", `${index}.txt`), text);
        inSystem(...pip, `${pythonFolder}/tmp/${index}.txt`);
      });
      rmSync(join(draft, "tmp"), { recursive: true });
    });
  });
}

/**
 * Makes the packages of a package.json available in `folder`, as its lock file beside it has them.
 * @throws ProvisionError where npm cannot install them
 */
export function installNodePackages(folder, { module, report }) {
  const files = ["package.json", "package-lock.json"];
  const texts = files.map((name) => readFileSync(join(module, name), "utf8"));
  makeOnce(folder, hashOf(process.version, ...texts), (draft) => {
    timed(`packages of ${folder.split("/").at(-1)}`, report, () => {
      files.forEach((name) => copyFileSync(join(module, name), join(draft, name)));
      run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
        cwd: draft,
        env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
        failure: `Packages of npm could not be installed below ${draft}`,
      });
    });
  });
}
