import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { moduleFolder, readGoModule } from "./go-module";
import { toolSources, type EmbeddedFiles, type ModuleName, type Releases, type ToolName } from "./tool-table";
import { findVersion, type Version } from "./version";

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
  /** Files of another module that are embedded. */
  readonly embedded?: EmbeddedFiles | undefined;
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

/** A stamp from the texts of the module's files and from what else decides the build. */
export function stampOf(texts: readonly string[], ...build: readonly unknown[]): string {
  return createHash("sha256")
    .update(JSON.stringify([texts, ...build]))
    .digest("hex");
}

/** The texts of a module's files: the two that pin, and the sources that it has of its own. */
function moduleTexts(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /\.(go|mod|sum)$/.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8"));
}

/** Reads from sandbox/tools how a tool is built; one that has no older release is built from the only one. */
export function recipeFor(root: string, tool: ToolName, releases: Releases = "pinned"): Recipe {
  const source = toolSources[tool];
  const module = (releases === "oldest" ? source.oldestModule : undefined) ?? source.module;
  const folder = moduleFolder(root, module);
  const goModule = readGoModule(root, module);
  const version = findVersion(source.release ?? "") ?? goModule.pinOf(source.package);
  const args = buildArguments(source.package, source.linkerValues(version));
  return {
    tool,
    module,
    folder,
    version,
    go: goModule.go,
    arguments: args,
    embedded: source.embedded,
    stamp: stampOf(moduleTexts(folder), args, source.embedded),
  };
}
