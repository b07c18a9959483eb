import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type StandIn = "kubernetes" | "random" | "tls";

export type LauncherOptions = {
  /** The checkout, of which `.sandbox/build` holds the compiled plugins. */
  readonly root: string;
  /** Where to write the launchers. */
  readonly folder: string;
};

/** Within single quotes the shell takes everything literally but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function writeLauncher({ root, folder }: LauncherOptions, name: StandIn): string {
  const home = join(folder, name);
  const main = join(root, ".sandbox", "build", "sandbox", "plugins", name, "main.js");
  const launcher = join(home, `pulumi-resource-${name}`);
  mkdirSync(home, { recursive: true });
  writeFileSync(launcher, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(main)} "$@"\n`);
  chmodSync(launcher, 0o755);
  return home;
}

/**
 * Writes the programs by which the engine starts the stand-in plugins, and returns their folders, to be
 * named in a project's Pulumi.yaml under `plugins.providers[].path`.
 *
 * Leave `version` out there: engine 3.150 then takes the path for whatever version the SDK asks for, and
 * with another version it would pass over the path with only a log line (GetPluginPath in
 * sdk/go/common/workspace/plugins.go). PulumiPlugin.yaml is only read where the program is missing.
 */
export function writePluginLaunchers(options: LauncherOptions): Readonly<Record<StandIn, string>> {
  return {
    kubernetes: writeLauncher(options, "kubernetes"),
    random: writeLauncher(options, "random"),
    tls: writeLauncher(options, "tls"),
  };
}
