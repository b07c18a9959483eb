import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { moduleFolder, readGoModule } from "./go-module";
import { toolSources, type ModuleName, type ToolName } from "./tool-table";
import type { Version } from "./version";

/** All that decides what a built tool is. */
export interface Recipe {
  readonly tool: ToolName;
  readonly module: ModuleName;
  readonly folder: string;
  readonly version: Version;
  /** The oldest Go that builds it. */
  readonly go: Version;
  /** Arguments of `go`, without the output's name. */
  readonly arguments: readonly string[];
  /** Equal for two builds exactly when they are made from the same sources in the same way. */
  readonly stamp: string;
}

/** The `go build` arguments for a package and the values its linker sets. */
export function buildArguments(
  packagePath: string,
  linkerValues: Readonly<Record<string, string>>,
): readonly string[] {
  const set = Object.entries(linkerValues).map(([name, value]) => `-X ${name}=${value}`);
  return ["build", "-trimpath", "-ldflags", ["-s -w", ...set].join(" "), packagePath];
}

/** A stamp from the module's two files and the build's arguments. */
export function stampOf(goMod: string, goSum: string, buildArgs: readonly string[]): string {
  return createHash("sha256")
    .update(JSON.stringify([goMod, goSum, buildArgs]))
    .digest("hex");
}

/** Reads from sandbox/tools how a tool is built. */
export function recipeFor(root: string, tool: ToolName): Recipe {
  const source = toolSources[tool];
  const folder = moduleFolder(root, source.module);
  const goModule = readGoModule(root, source.module);
  const version = goModule.pinOf(source.package);
  const args = buildArguments(source.package, source.linkerValues(version));
  const [goMod = "", goSum = ""] = ["go.mod", "go.sum"].map((file) =>
    readFileSync(join(folder, file), "utf8"),
  );
  return {
    tool,
    module: source.module,
    folder,
    version,
    go: goModule.go,
    arguments: args,
    stamp: stampOf(goMod, goSum, args),
  };
}
