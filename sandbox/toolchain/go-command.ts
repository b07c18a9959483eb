import { spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Recipe } from "./recipe";
import type { EmbeddedFiles } from "./tool-table";

/** What a command of Go printed, or why it failed. */
type GoOutcome =
  { readonly kind: "done"; readonly output: string } | { readonly kind: "failed"; readonly reason: string };

function runGo(folder: string, args: readonly string[], signal: AbortSignal): Promise<GoOutcome> {
  const child = spawn("go", [...args], {
    cwd: folder,
    env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOTOOLCHAIN: "local", GOWORK: "off" },
    signal,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ kind: "failed", reason: error.message }));
    child.once("close", (code) =>
      resolve(code === 0 ? { kind: "done", output } : { kind: "failed", reason: errors }),
    );
  });
}

/** The text of Go's overlay that puts files of a required module beside the sources of a tool. */
function overlay(sources: string, module: string, files: EmbeddedFiles["files"]): string {
  const paths = Object.entries(files).map(([name, path]) => [join(sources, name), join(module, path)]);
  return JSON.stringify({ Replace: Object.fromEntries(paths) });
}

/**
 * Compiles a tool into a file.
 *
 * @returns what Go wrote to its error output, where it failed
 */
export async function compileGo(
  { folder, arguments: [command = "build", ...rest], embedded }: Recipe,
  output: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const build = async (...options: readonly string[]): Promise<string | undefined> => {
    const outcome = await runGo(folder, [command, ...options, "-o", output, ...rest], signal);
    return outcome.kind === "failed" ? outcome.reason : undefined;
  };
  if (embedded === undefined) {
    return build();
  }
  const downloaded = await runGo(folder, ["mod", "download", embedded.module], signal);
  const found =
    downloaded.kind === "done"
      ? await runGo(folder, ["list", "-m", "-f", "{{.Dir}}", embedded.module], signal)
      : downloaded;
  if (found.kind === "failed") {
    return found.reason;
  }
  const file = `${output}.overlay.json`;
  try {
    writeFileSync(file, overlay(folder, found.output.trim(), embedded.files));
    return await build("-overlay", file);
  } finally {
    rmSync(file, { force: true });
  }
}
