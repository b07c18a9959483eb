import { accessSync, constants } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { programVersion } from "./program-version";
import type { Recipe } from "./recipe";
import { toolSources, type ToolName } from "./tool-table";
import { compareVersions, showVersion, type Version } from "./version";

/** A tool of this machine that is not older than the pin. */
export interface InstalledTool {
  readonly tool: ToolName;
  readonly path: string;
  readonly version: Version;
}

/** The folders to look in: KUBEBUILDER_ASSETS, then PATH. */
export function searchFolders(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { KUBEBUILDER_ASSETS: assets, PATH: path = "" } = environment;
  return [...(assets === undefined ? [] : [assets]), ...path.split(delimiter)].filter(
    (folder) => folder !== "",
  );
}

function executable(folder: string, tool: string): string | undefined {
  const path = resolve(join(folder, tool));
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}

async function findTool(recipe: Recipe, folders: readonly string[]): Promise<InstalledTool | undefined> {
  const { tool } = recipe;
  const { versionArgs } = toolSources[tool];
  if (versionArgs === undefined) {
    return undefined;
  }
  const candidates = folders.map((folder) => executable(folder, tool)).filter((path) => path !== undefined);
  for (const path of new Set(candidates)) {
    const version = await programVersion(path, versionArgs);
    if (version !== undefined && compareVersions(version, recipe.version) >= 0) {
      return { tool, path, version };
    }
  }
  return undefined;
}

/** Leaves out the tools of a set that is not complete or not of one version. */
export function wholeSets(found: readonly InstalledTool[]): readonly InstalledTool[] {
  const members = (set: string): readonly string[] =>
    Object.entries(toolSources).flatMap(([name, source]) => (source.set === set ? [name] : []));
  return found.filter(({ tool, version }) => {
    const { set } = toolSources[tool];
    if (set === undefined) {
      return true;
    }
    const same = found.filter(
      (other) => toolSources[other.tool].set === set && showVersion(other.version) === showVersion(version),
    );
    return same.length === members(set).length;
  });
}

/** The tools of this machine that can stand for the pinned ones; stale and broken ones are ignored. */
export async function findInstalledTools(
  recipes: readonly Recipe[],
  folders: readonly string[],
): Promise<readonly InstalledTool[]> {
  const found = await Promise.all(recipes.map((recipe) => findTool(recipe, folders)));
  return wholeSets(found.filter((tool) => tool !== undefined));
}
