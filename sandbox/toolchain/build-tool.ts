import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { secondsSince } from "../duration";
import type { Report } from "../report";
import { SandboxError } from "../sandbox-error";
import { writeWhole } from "../whole-file";
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

/** Runs `go` in the tool's module; resolves to what it wrote to its error output when it failed. */
function runGo(recipe: Recipe, output: string, signal: AbortSignal): Promise<string | undefined> {
  const [command = "build", ...rest] = recipe.arguments;
  const child = spawn("go", [command, "-o", output, ...rest], {
    cwd: recipe.folder,
    env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOTOOLCHAIN: "local", GOWORK: "off" },
    signal,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(code === 0 ? undefined : errors));
  });
}

function buildFailure(recipe: Recipe, output: string): SandboxError {
  const shown = output.trimEnd().split("\n").slice(-shownErrorLines).join("\n");
  return new SandboxError(
    `${recipe.tool} could not be built from ${recipe.folder}; nothing was changed. Go said:\n${shown}\n` +
      "Mend that (most often no way to a Go module proxy, or a full disk), then run the command again; " +
      "what was compiled is not compiled twice.",
  );
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
    const failure = await runGo(recipe, draft, signal);
    if (failure !== undefined) {
      throw buildFailure(recipe, failure);
    }
    const built = await programVersion(draft, toolSources[tool].versionArgs);
    if (built === undefined || compareVersions(built, version) !== 0) {
      const got = built === undefined ? "none" : showVersion(built);
      throw new SandboxError(`${tool} was built, but its version is ${got}, not ${showVersion(version)}.`);
    }
    rmSync(stampFile(binFolder, tool), { force: true });
    renameSync(draft, join(binFolder, tool));
    writeWhole(stampFile(binFolder, tool), recipe.stamp);
    report(`Built ${tool} ${showVersion(version)} in ${secondsSince(startedMs)}.`);
  } finally {
    clearInterval(timer);
    rmSync(draft, { force: true });
  }
}
