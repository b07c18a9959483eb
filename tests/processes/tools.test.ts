import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SemVer } from "semver";
import { ensureTools, SandboxError } from "../../sandbox";
import { isBuilt } from "../../sandbox/toolchain/build-tool";
import { findInstalledTools, searchFolders, wholeSets } from "../../sandbox/toolchain/installed-tools";
import { recipeFor } from "../../sandbox/toolchain/recipe";
import { oldestToolNames, toolNames, type ToolName } from "../../sandbox/toolchain/tool-table";

const root = resolve(__dirname, "../..");
const controlPlane = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "openops-tools-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Puts a program into the folder that answers every question with one line, or fails. */
function program(name: ToolName, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function foundIn(...names: readonly ToolName[]): Promise<readonly string[]> {
  const found = await findInstalledTools(
    names.map((name) => recipeFor(root, name)),
    [folder],
  );
  return found.map(({ path }) => path);
}

describe("a program on the machine", () => {
  test("is used when it is of the pinned version", async () => {
    const path = program("etcd", "echo etcd Version: 3.6.16");
    expect(await foundIn("etcd")).toEqual([path]);
  });

  test("is used when it is newer", async () => {
    const path = program("pulumi", "echo v3.999.0");
    expect(await foundIn("pulumi")).toEqual([path]);
  });

  test("is ignored when it is older", async () => {
    program("etcd", "echo etcd Version: 3.6.15");
    expect(await foundIn("etcd")).toEqual([]);
  });

  test("is ignored when it does not run", async () => {
    program("etcd", "echo etcd Version: 9.9.9; exit 1");
    expect(await foundIn("etcd")).toEqual([]);
  });

  test("is ignored when it does not tell its version", async () => {
    program("etcd", "echo hello");
    expect(await foundIn("etcd")).toEqual([]);
  });
});

describe("the programs of the control plane", () => {
  const version = new SemVer("1.36.0");
  const older = new SemVer("1.35.9");
  const found = controlPlane.map((tool) => ({ tool, path: `/usr/bin/${tool}`, version }));

  test("are used together when all are of one version", () => {
    expect(wholeSets(found)).toEqual(found);
  });

  test("are not used when one is missing", () => {
    expect(wholeSets(found.slice(1))).toEqual([]);
  });

  test("are not used when one is of another version", () => {
    expect(wholeSets(found.map((tool, index) => (index === 0 ? { ...tool, version: older } : tool)))).toEqual(
      [],
    );
  });

  test("do not keep kubectl from being used", () => {
    const kubectl = { tool: "kubectl", path: "/usr/bin/kubectl", version } as const;
    expect(wholeSets([kubectl])).toEqual([kubectl]);
  });
});

test("programs are looked for in KUBEBUILDER_ASSETS before PATH", () => {
  expect(searchFolders({ KUBEBUILDER_ASSETS: "/assets", PATH: "/a::/b" })).toEqual(["/assets", "/a", "/b"]);
});

describe("a built tool", () => {
  const recipe = recipeFor(root, "etcd");

  test("is current with the recipe's stamp beside it", () => {
    program("etcd", "");
    writeFileSync(join(folder, "etcd.stamp"), recipe.stamp);
    expect(isBuilt(folder, recipe)).toBe(true);
  });

  test("is not current with another stamp", () => {
    program("etcd", "");
    writeFileSync(join(folder, "etcd.stamp"), "older");
    expect(isBuilt(folder, recipe)).toBe(false);
  });

  test("is not current when only its stamp is there", () => {
    writeFileSync(join(folder, "etcd.stamp"), recipe.stamp);
    expect(isBuilt(folder, recipe)).toBe(false);
  });
});

test("the oldest supported releases are those that were built, whatever newer ones are on the PATH", async () => {
  cpSync(join(root, "sandbox", "tools"), join(folder, "sandbox", "tools"), { recursive: true });
  const bin = join(folder, ".sandbox", "bin");
  const oldest = join(bin, "oldest");
  mkdirSync(oldest, { recursive: true });
  for (const tool of toolNames) {
    const place = oldestToolNames.includes(tool) ? oldest : bin;
    writeFileSync(join(place, tool), "");
    writeFileSync(join(place, `${tool}.stamp`), recipeFor(folder, tool, "oldest").stamp);
  }
  program("pulumi", "echo v3.999.0");
  const path = process.env["PATH"];
  process.env["PATH"] = folder;
  try {
    expect(await ensureTools({ root: folder, report: () => undefined, releases: "oldest" })).toEqual({
      pulumi: join(oldest, "pulumi"),
      "kube-apiserver": join(oldest, "kube-apiserver"),
      "kube-controller-manager": join(oldest, "kube-controller-manager"),
      "kube-scheduler": join(oldest, "kube-scheduler"),
      etcd: join(bin, "etcd"),
      kwok: join(bin, "kwok"),
      kubectl: join(bin, "kubectl"),
    });
  } finally {
    process.env["PATH"] = path;
  }
});

describe("on a machine without the tools", () => {
  const path = process.env["PATH"];

  beforeEach(() => {
    cpSync(join(root, "sandbox", "tools"), join(folder, "sandbox", "tools"), { recursive: true });
    mkdirSync(join(folder, "path"));
    process.env["PATH"] = join(folder, "path");
  });

  afterEach(() => {
    process.env["PATH"] = path;
  });

  async function failure(): Promise<string> {
    const error: unknown = await ensureTools({ root: folder, report: () => undefined }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(SandboxError);
    return error instanceof SandboxError ? error.message : "";
  }

  test("a missing Go is told once, with all versions and the way to fix it, and nothing is built", async () => {
    expect(await failure()).toBe(
      "The sandbox needs pulumi 3.276.0, etcd 3.6.16, kwok 0.8.0, kube-apiserver 1.36.3, " +
        "kube-controller-manager 1.36.3, kube-scheduler 1.36.3, kubectl 1.36.3, " +
        "and they are built with Go 1.26.6 or newer; Go is not installed.\n" +
        "Install Go from https://go.dev/dl (then open a new terminal), or put these programs, " +
        "in these versions or newer, on PATH. Then run the command again.",
    );
    expect(toolNames.filter((tool) => existsSync(join(folder, ".sandbox", "bin", tool)))).toEqual([]);
  });

  test("a Go that is too old is refused", async () => {
    writeFileSync(join(folder, "path", "go"), "#!/bin/sh\necho go version go1.24.2 linux/amd64\n", {
      mode: 0o755,
    });
    expect(await failure()).toContain("built with Go 1.26.6 or newer; this Go is 1.24.2.");
  });
});
