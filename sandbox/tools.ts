import { join } from "node:path";
import { secondsSince, type Report } from "./progress";
import { withLock } from "./processes/file-lock";
import { SandboxError, tellSystemErrors } from "./errors";
import { buildTool, isBuilt } from "./toolchain/build-tool";
import { findInstalledTools, searchFolders } from "./toolchain/installed-tools";
import { programVersion } from "./toolchain/program-version";
import { recipeFor, type Recipe } from "./toolchain/recipe";
import {
  moduleNames,
  nodeToolNames,
  officialPluginNames,
  oldestToolNames,
  rivalNames,
  toolNames,
  type NodeTools,
  type OfficialPlugins,
  type Releases,
  type Rivals,
  type ToolName,
  type Tools,
} from "./toolchain/tool-table";
import { compareVersions, showVersion } from "./toolchain/version";

export interface ToolsOptions {
  /** The repository's folder. */
  readonly root: string;
  readonly report: Report;
}

const buildTimeoutSeconds = 3600;
const modulesAtOnce = 2;

/**
 * Refuses before anything is done when the tools cannot be built.
 * @throws SandboxError when Go is missing or too old
 */
async function requireGo(recipes: readonly Recipe[]): Promise<void> {
  const needed = recipes
    .map(({ go }) => go)
    .sort(compareVersions)
    .at(-1);
  const installed = await programVersion("go", ["version"]);
  if (needed === undefined || (installed !== undefined && compareVersions(installed, needed) >= 0)) {
    return;
  }
  const missing = recipes.map(({ tool, version }) => `${tool} ${showVersion(version)}`).join(", ");
  const found = installed === undefined ? "Go is not installed" : `this Go is ${showVersion(installed)}`;
  throw new SandboxError(
    `The sandbox needs ${missing}, and they are built with Go ${showVersion(needed)} or newer; ${found}.\n` +
      "Install Go from https://go.dev/dl (then open a new terminal), or put these programs, in these versions " +
      "or newer, on PATH. Then run the command again.",
  );
}

/** Builds all recipes, module by module, two modules at a time; the tools of one module share their work. */
async function buildAll(binFolder: string, recipes: readonly Recipe[], report: Report): Promise<void> {
  const queue = moduleNames
    .map((module) => recipes.filter((recipe) => recipe.module === module))
    .filter((group) => group.length > 0);
  const abort = new AbortController();
  const target = { binFolder, report, signal: abort.signal };
  let started = 0;
  const work = async (): Promise<void> => {
    for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
      for (const recipe of group) {
        started += 1;
        const version = showVersion(recipe.version);
        report(`Building ${recipe.tool} ${version} (${started} of ${recipes.length}) …`);
        await buildTool(recipe, target);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: modulesAtOnce }, work));
  } finally {
    abort.abort();
  }
}

/** Builds what is missing, unless another command has built it while this one waited. */
async function buildMissing(binFolder: string, missing: readonly Recipe[], report: Report): Promise<void> {
  const path = join(binFolder, "build.lock");
  const doing = "the tools are being built";
  await withLock({ path, report, doing, timeoutSeconds: buildTimeoutSeconds }, async () => {
    const left = missing.filter((recipe) => !isBuilt(binFolder, recipe));
    if (left.length === 0) {
      return;
    }
    await requireGo(left);
    const startedMs = Date.now();
    report(`Building ${left.length} tools once; all that there are take some 10 minutes on two processors.`);
    await buildAll(binFolder, left, report);
    report(`Built ${left.length} tools in ${secondsSince(startedMs)}.`);
  });
}

function binFolderOf(root: string): string {
  return join(root, ".sandbox", "bin");
}

/** Builds those of the tools that are not there into a folder. */
async function ensureBuilt(
  { root, report }: ToolsOptions,
  recipes: readonly Recipe[],
  binFolder = binFolderOf(root),
): Promise<void> {
  const missing = recipes.filter((recipe) => !isBuilt(binFolder, recipe));
  if (missing.length > 0) {
    await tellSystemErrors(() => buildMissing(binFolder, missing, report));
  }
}

/** Which releases of the tools are wanted. */
export interface ReleasesOptions extends ToolsOptions {
  /** With "oldest", Pulumi and the control plane are of the oldest supported releases. @default "pinned" */
  readonly releases?: Releases;
}

/**
 * Makes the programs of the control plane available: those of this machine (PATH, KUBEBUILDER_ASSETS) where
 * they are not older than the pins of sandbox/tools, the others built from source into `.sandbox/bin`. The oldest
 * supported releases are always built, into a folder of their own.
 * @throws SandboxError when they can be neither found nor built
 */
export async function ensureTools({ releases = "pinned", ...options }: ReleasesOptions): Promise<Tools> {
  if (releases === "pinned") {
    return pathsOf(await ensurePinned(options, toolNames));
  }
  const folder = join(binFolderOf(options.root), "oldest");
  await ensureBuilt(
    options,
    oldestToolNames.map((tool) => recipeFor(options.root, tool, releases)),
    folder,
  );
  const others = toolNames.filter((tool) => !oldestToolNames.includes(tool));
  const pathOfOther = await ensurePinned(options, others);
  return pathsOf((tool) => (oldestToolNames.includes(tool) ? join(folder, tool) : pathOfOther(tool)));
}

type PathOf = (tool: keyof Tools) => string;

/** Finds tools that are not older than the pins, builds the others, and says where each is. */
async function ensurePinned(options: ToolsOptions, names: readonly (keyof Tools)[]): Promise<PathOf> {
  const { root } = options;
  const binFolder = binFolderOf(root);
  const recipes = names.map((tool) => recipeFor(root, tool));
  const folders = searchFolders(process.env).filter((folder) => folder !== binFolder);
  const installed = await findInstalledTools(recipes, folders);
  const paths = new Map(installed.map(({ tool, path }) => [tool, path]));
  await ensureBuilt(
    options,
    recipes.filter((recipe) => !paths.has(recipe.tool)),
  );
  return (tool) => paths.get(tool) ?? join(binFolder, tool);
}

function pathsOf(pathOf: PathOf): Tools {
  return {
    pulumi: pathOf("pulumi"),
    etcd: pathOf("etcd"),
    kwok: pathOf("kwok"),
    "kube-apiserver": pathOf("kube-apiserver"),
    "kube-controller-manager": pathOf("kube-controller-manager"),
    "kube-scheduler": pathOf("kube-scheduler"),
    kubectl: pathOf("kubectl"),
  };
}

/**
 * Makes the programs of a real node available, always those of the pins: a node may not be newer than its
 * control plane.
 * @throws SandboxError when they cannot be built
 */
export async function ensureNodeTools(options: ToolsOptions): Promise<NodeTools> {
  const { root } = options;
  await ensureBuilt(
    options,
    nodeToolNames.map((tool) => recipeFor(root, tool)),
  );
  const pathOf = (tool: ToolName): string => join(binFolderOf(root), tool);
  return {
    kubelet: pathOf("kubelet"),
    "kube-proxy": pathOf("kube-proxy"),
    coredns: pathOf("coredns"),
    umoci: pathOf("umoci"),
  };
}

/**
 * Makes the programs available that this one is compared with, always those of the pins.
 * @throws SandboxError when they cannot be built
 */
export async function ensureRivals(options: ToolsOptions): Promise<Rivals> {
  const { root } = options;
  await ensureBuilt(
    options,
    rivalNames.map((tool) => recipeFor(root, tool)),
  );
  return { helm: join(binFolderOf(root), "helm") };
}

/**
 * Makes the official plugins available that stand-ins are held against, always those of the pins; in a folder of
 * their own, so that no search path with the other tools has them.
 * @throws SandboxError when they cannot be built
 */
export async function ensureOfficialPlugins(options: ToolsOptions): Promise<OfficialPlugins> {
  const folder = join(binFolderOf(options.root), "official");
  const recipes = officialPluginNames.map((tool) => recipeFor(options.root, tool));
  await ensureBuilt(options, recipes, folder);
  return { "pulumi-resource-kubernetes": join(folder, "pulumi-resource-kubernetes") };
}
