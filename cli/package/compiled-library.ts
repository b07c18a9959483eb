import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { CommandError } from "../errors";
import { importedModules } from "./imported-modules";

/** What others import, without its ending, from the root of the sources and of what is compiled. */
export const libraryEntry = "components/index";

/** The packages that a compiled library imports. */
export interface LibraryImports {
  /** As it runs. */
  readonly running: readonly string[];
  /** In its declarations, which the compiler of whoever uses it reads. */
  readonly declared: readonly string[];
}

/** The options of the checkout, and in addition what makes files of it that run in any program. */
function compilerOptions(root: string, output: string) {
  return {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      incremental: false,
      tsBuildInfoFile: null,
      declaration: true,
      stripInternal: true,
      rootDir: root,
      outDir: output,
      types: ["node"],
      typeRoots: [join(root, "node_modules", "@types")],
    },
    include: [],
    files: [join(root, `${libraryEntry}.ts`)],
  };
}

function compile(root: string, folder: string): void {
  const project = join(folder, "tsconfig.json");
  writeFileSync(project, JSON.stringify(compilerOptions(root, join(folder, "compiled"))));
  const compiler = join(root, "node_modules", "typescript-7", "bin", "tsc");
  const { status, stdout, error } = spawnSync(process.execPath, [compiler, "-p", project], {
    encoding: "utf8",
  });
  if (status !== 0) {
    throw new CommandError(`The package does not compile:\n${stdout || String(error)}`);
  }
}

/**
 * Compiles what others import, as CommonJS with declarations, and nothing that it does not lead to.
 *
 * @param library the folder that it goes to, laid out as the sources are
 */
export function compileLibrary(root: string, library: string): LibraryImports {
  const folder = mkdtempSync(join(tmpdir(), "openops-package-"));
  try {
    compile(root, folder);
    const compiled = join(folder, "compiled");
    const entry = join(compiled, libraryEntry);
    const running = importedModules(entry, ".js");
    const declared = importedModules(entry, ".d.ts");
    for (const file of [...running.files, ...declared.files]) {
      const target = join(library, relative(compiled, file));
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(file, target);
    }
    return { running: running.packages, declared: declared.packages };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
