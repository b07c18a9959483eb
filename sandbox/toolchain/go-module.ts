import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SandboxError } from "../errors";
import { findVersion, type Version } from "./version";

/** What a go.mod file says of a tool: the one place where versions are pinned. */
export interface GoModule {
  /** The oldest Go that builds it. */
  readonly go: Version;
  /** The pinned version of the module a package belongs to. */
  readonly pinOf: (packagePath: string) => Version;
}

/**
 * Reads the text of a go.mod file.
 * @throws SandboxError when it has no `go` line, or requires no module that holds the package asked for
 */
export function parseGoModule(path: string, text: string): GoModule {
  const go = findVersion(/^go (.+)$/m.exec(text)?.[1] ?? "");
  if (go === undefined) {
    throw new SandboxError(`${path} has no "go" line; restore the file.`);
  }
  const required = [...text.matchAll(/^\s*(?:require )?([\w./~-]+) v(\S+)/gm)];
  return {
    go,
    pinOf: (packagePath) => {
      const owner = required
        .filter(([, module = ""]) => packagePath === module || packagePath.startsWith(`${module}/`))
        .sort(([, left = ""], [, right = ""]) => right.length - left.length)[0];
      const version = findVersion(owner?.[2] ?? "");
      if (version === undefined) {
        throw new SandboxError(`${path} does not pin ${packagePath}; restore the file.`);
      }
      return version;
    },
  };
}

/** The folder of one of the sandbox's Go modules. */
export function moduleFolder(root: string, module: string): string {
  return join(root, "sandbox", "tools", module);
}

/** Reads a Go module of sandbox/tools. */
export function readGoModule(root: string, module: string): GoModule {
  const path = join(moduleFolder(root, module), "go.mod");
  return parseGoModule(path, readFileSync(path, "utf8"));
}
