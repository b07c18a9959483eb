import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { preProcessFile } from "typescript";

/** What a module is written in: `.js` as it runs, `.d.ts` as others are told of it. */
export type ModuleEnding = ".js" | ".d.ts";

/** What a module leads to. */
export interface ImportedModules {
  /** Its own file and those of all modules that it imports by a path. */
  readonly files: readonly string[];
  /** The packages that any of them imports, sorted by name. */
  readonly packages: readonly string[];
}

/** The package that a module is of: `@pulumi/aws` of `@pulumi/aws/rds/instance`. */
export function packageOf(module: string): string {
  return module
    .split("/")
    .slice(0, module.startsWith("@") ? 2 : 1)
    .join("/");
}

/** The file of a module that another one imports by a path, which may be that of a folder. */
function fileOf(path: string, ending: ModuleEnding): string {
  const [file] = [`${path}${ending}`, join(path, `index${ending}`)].filter((each) => existsSync(each));
  if (file === undefined) {
    throw new Error(`Something that is packed imports ${path}, and that was not compiled`);
  }
  return file;
}

/** Follows the imports of a compiled module, those by `import()` and those of types included. */
export function importedModules(entry: string, ending: ModuleEnding): ImportedModules {
  const files = new Set<string>();
  const packages = new Set<string>();
  const follow = (file: string): void => {
    if (files.has(file)) {
      return;
    }
    files.add(file);
    for (const { fileName } of preProcessFile(readFileSync(file, "utf8"), true, true).importedFiles) {
      if (fileName.startsWith(".")) {
        follow(fileOf(join(dirname(file), fileName), ending));
      } else if (!isBuiltin(fileName)) {
        packages.add(packageOf(fileName));
      }
    }
  };
  follow(`${entry}${ending}`);
  return { files: [...files], packages: [...packages].sort() };
}
