import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { secondsSince, type Report } from "../progress";
import { SandboxError } from "../errors";
import { writeAtomically } from "../atomic-write";
import { compileGo } from "./go-command";
import { programVersion } from "./program-version";
import type { Recipe } from "./recipe";
import { toolSources } from "./tool-table";
import { compareVersions, showVersion } from "./version";

const stillBuildingSeconds = 20;
const shownErrorLines = 15;

function stampFile(binFolder: string, tool: string): string {
  return join(binFolder, `${tool}.stamp`);
}

/** Whether the folder holds this tool, built by this recipe. */
export function isBuilt(binFolder: string, recipe: Recipe): boolean {
  const stamp = stampFile(binFolder, recipe.tool);
  return (
    existsSync(join(binFolder, recipe.tool)) &&
    existsSync(stamp) &&
    readFileSync(stamp, "utf8") === recipe.stamp
  );
}

function buildFailure(recipe: Recipe, output: string): SandboxError {
  const shown = output.trimEnd().split("\n").slice(-shownErrorLines).join("\n");
  return new SandboxError(
    `${recipe.tool} could not be built from ${recipe.folder}; nothing was changed. Go said:\n${shown}\n` +
      "Fix that (most often no way to a Go module proxy, or a full disk), then run the command again; " +
      "what was compiled is not compiled twice.",
  );
}

/** Refuses a program that says that it is of another version than the pinned one. */
async function checkVersion({ tool, version }: Recipe, path: string): Promise<void> {
  const { versionArgs } = toolSources[tool];
  if (versionArgs === undefined) {
    return;
  }
  const built = await programVersion(path, versionArgs);
  if (built === undefined || compareVersions(built, version) !== 0) {
    const got = built === undefined ? "none" : showVersion(built);
    throw new SandboxError(`${tool} was built, but its version is ${got}, not ${showVersion(version)}.`);
  }
}

/** Where a tool is built to, and who is told; `signal` ends the build when another one has failed. */
export interface BuildTarget {
  readonly binFolder: string;
  readonly report: Report;
  readonly signal: AbortSignal;
}

/**
 * Builds a tool into a folder. The old one stays until the new one is finished and has told its version.
 * @throws SandboxError when Go fails, or the result is not of the pinned version
 */
export async function buildTool(recipe: Recipe, target: BuildTarget): Promise<void> {
  const { binFolder, report, signal } = target;
  const { tool, version } = recipe;
  const startedMs = Date.now();
  const draft = join(binFolder, `${tool}.${process.pid}.draft`);
  mkdirSync(binFolder, { recursive: true });
  const timer = setInterval(
    () => report(`Still building ${tool}, ${secondsSince(startedMs)} …`),
    stillBuildingSeconds * 1000,
  );
  try {
    const failure = await compileGo(recipe, draft, signal);
    if (failure !== undefined) {
      throw buildFailure(recipe, failure);
    }
    await checkVersion(recipe, draft);
    rmSync(stampFile(binFolder, tool), { force: true });
    renameSync(draft, join(binFolder, tool));
    writeAtomically(stampFile(binFolder, tool), recipe.stamp);
    report(`Built ${tool} ${showVersion(version)} in ${secondsSince(startedMs)}.`);
  } finally {
    clearInterval(timer);
    rmSync(draft, { force: true });
  }
}
