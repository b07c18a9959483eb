// The Node.js that this checkout runs on: the one that started a command or, where that one is too old,
// the release that .node-version names, from the npm registry.
// Plain JavaScript with Node's own modules, because it runs before anything is installed, and on an old Node.js.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** No Node.js that is recent enough can be had; the message is for people. */
export class NodeReleaseError extends Error {}

function numbersOf(version) {
  return version.split(".").map(Number);
}

/** The oldest release that runs this program, from package.json. */
export function oldestNode(root) {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return engines.node.replace(">=", "");
}

/** Whether a release, as `22.18.0`, is the oldest one or newer. */
export function isRecent(version, oldest) {
  const [found, needed] = [numbersOf(version), numbersOf(oldest)];
  const index = needed.findIndex((number, place) => number !== found[place]);
  return index === -1 || found[index] > needed[index];
}

/**
 * The npm package that holds a release for a machine. There is one for Linux with glibc on two processors;
 * for other systems the registry has no current release, and none at all for musl.
 */
export function packageFor({ platform, arch, glibc }) {
  const known = platform === "linux" && glibc !== undefined && ["x64", "arm64"].includes(arch);
  return known ? `node-linux-${arch}` : undefined;
}

function thisMachine() {
  const { glibcVersionRuntime: glibc } = process.report.getReport().header;
  return { platform: process.platform, arch: process.arch, glibc };
}

function install(folder, name, version) {
  const draft = `${folder}.${process.pid}.draft`;
  mkdirSync(draft, { recursive: true });
  try {
    const args = ["install", "--prefix", draft, "--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
    const { status } = spawnSync("npm", [...args, "--ignore-scripts", `${name}@${version}`], {
      cwd: draft,
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (status !== 0) {
      throw new NodeReleaseError(
        `Node.js ${version} could not be installed from the npm registry (see above). Fix that, or install ` +
          "Node.js yourself, then run the command again.",
      );
    }
    if (!existsSync(folder)) {
      renameSync(draft, folder);
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * The path of a Node.js that is recent enough; `report` is called with a line where one is installed first.
 *
 * @throws NodeReleaseError where this one is too old and another cannot be installed
 */
export function ensureNode(
  root,
  { report, current = process.versions.node, machine } = { report: () => undefined },
) {
  const oldest = oldestNode(root);
  if (isRecent(current, oldest)) {
    return process.execPath;
  }
  const version = readFileSync(join(root, ".node-version"), "utf8").trim();
  const { platform, arch, glibc } = machine ?? thisMachine();
  const name = packageFor({ platform, arch, glibc });
  if (name === undefined) {
    const musl = platform === "linux" && glibc === undefined ? ", and a system with glibc" : "";
    throw new NodeReleaseError(
      `Node.js ${oldest} or newer is needed${musl}; this is ${current}. ` +
        `Install Node.js ${version}, then run the command again.`,
    );
  }
  const folder = join(root, ".sandbox", "nodejs", version);
  const path = join(folder, "node_modules", name, "bin", "node");
  if (!existsSync(path)) {
    report(
      `Node.js ${oldest} or newer is needed, this is ${current}: installing ${version} below .sandbox …`,
    );
    install(folder, name, version);
  }
  return path;
}

function handOver(node) {
  const child = spawn(node, process.argv.slice(1), { stdio: "inherit" });
  // The terminal sends its signals to both; others get to this process alone.
  process.on("SIGINT", () => undefined);
  ["SIGTERM", "SIGHUP"].forEach((signal) => process.on(signal, () => child.kill(signal)));
  return new Promise(() => {
    child.once("exit", (code) => process.exit(code ?? 1));
  });
}

/**
 * Puts the needed Node.js first on PATH, for every program that this one starts; where this process runs on an
 * older one, it hands over to the needed one and never returns.
 */
export async function continueOnNeededNode(root) {
  let node;
  try {
    node = ensureNode(root, { report: (line) => process.stderr.write(`${line}\n`) });
  } catch (error) {
    if (!(error instanceof NodeReleaseError)) {
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  process.env.PATH = [dirname(node), process.env.PATH ?? ""].join(delimiter);
  if (node !== process.execPath) {
    await handOver(node);
  }
}
