import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { z } from "zod";
import type { StackConfig } from "../../components/stack/stack-config";
import { writeLanguageHostLauncher } from "../../sandbox";
import type { Paths } from "../paths";

const packageSchema = z.object({ name: z.string(), version: z.string() });

/** The policy pack, ready for an engine. */
export interface PolicyPack {
  /** The compiled pack. */
  readonly folder: string;
  /** What the preset of the stack asks for. */
  readonly configFile: string;
  /** Folder of the program by which an engine without Node.js support of its own starts the pack. */
  readonly launcherFolder: string;
}

/**
 * Prepares the pack of policies/ in its compiled form, with the packages of the checkout: nothing is
 * downloaded, and nothing is compiled at every run.
 */
export function preparePolicies({ root, policyFolder }: Paths, preset: StackConfig["preset"]): PolicyPack {
  const [folder, launcherFolder] = [join(policyFolder, "pack"), join(policyFolder, "bin")];
  mkdirSync(folder, { recursive: true });
  const compiled = join(root, ".sandbox", "build", "policies", "index.js");
  writeFileSync(join(folder, "PulumiPolicy.yaml"), "runtime: nodejs\n");
  // Its version is told with what it finds.
  const { name, version } = packageSchema.parse(
    JSON.parse(readFileSync(join(root, "policies", "package.json"), "utf8")),
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version }));
  writeFileSync(join(folder, "index.js"), `require(${JSON.stringify(compiled)});\n`);
  writeLanguageHostLauncher({ root, folder: launcherFolder });
  return { folder, launcherFolder, configFile: join(root, "policies", "presets", `${preset}.json`) };
}

/** The search path with the launcher on it. */
export function pathWith({ launcherFolder }: PolicyPack): string {
  return [launcherFolder, process.env.PATH ?? ""].join(delimiter);
}
