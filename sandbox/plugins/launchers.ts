import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Plugins of which the official ones do as well. */
export type StandIn = "kubernetes" | "random" | "tls";

/** Clouds that are always simulated: an official plugin would work in a real account. */
export type SimulatedCloud = "aws" | "gcp" | "azure-native";

export type LauncherOptions = {
  /** The checkout, of which `.sandbox/build` holds the compiled plugins. */
  readonly root: string;
  /** Where to write the launchers. */
  readonly folder: string;
  /** Where the simulated clouds keep what exists in them. */
  readonly accountsFolder: string;
};

/** Within single quotes the shell takes everything literally but the quote itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A program that runs a JavaScript file with this Node.js, with arguments before its own. */
function launcherScript(file: string, args: readonly string[] = []): string {
  const command = [process.execPath, file, ...args].map(quoted).join(" ");
  return `#!/bin/sh\nexec ${command} "$@"\n`;
}

/** Writes an executable file that runs a JavaScript file with this Node.js. */
export function writeLauncher(path: string, file: string, args: readonly string[] = []): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, launcherScript(file, args));
  chmodSync(path, 0o755);
}

interface Launcher {
  readonly plugin: string;
  /** The folder of its sources. */
  readonly source: string;
  readonly args: readonly string[];
}

function writePluginLauncher({ root, folder }: LauncherOptions, { plugin, source, args }: Launcher): string {
  const home = join(folder, plugin);
  const main = join(root, ".sandbox", "build", "sandbox", "plugins", source, "main.js");
  writeLauncher(join(home, `pulumi-resource-${plugin}`), main, args);
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
export function writePluginLaunchers(
  options: LauncherOptions,
): Readonly<Record<StandIn | SimulatedCloud, string>> {
  const standIn = (name: StandIn): string =>
    writePluginLauncher(options, { plugin: name, source: name, args: [] });
  const cloud = (name: SimulatedCloud): string =>
    writePluginLauncher(options, { plugin: name, source: "clouds", args: [name, options.accountsFolder] });
  return {
    kubernetes: standIn("kubernetes"),
    random: standIn("random"),
    tls: standIn("tls"),
    aws: cloud("aws"),
    gcp: cloud("gcp"),
    "azure-native": cloud("azure-native"),
  };
}

/**
 * Writes the program by which the engine starts the language host of this project, and returns its folder, to be
 * put on the search path: an engine looks for it there before its own folder.
 */
export function writeLanguageHostLauncher({ root, folder }: Omit<LauncherOptions, "accountsFolder">): string {
  const main = join(root, ".sandbox", "build", "sandbox", "language-host", "main.js");
  writeLauncher(join(folder, "pulumi-language-nodejs"), main);
  return folder;
}
