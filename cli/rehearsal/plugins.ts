import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { z } from "zod";
import {
  writePluginLaunchers,
  type SimulatedCloud,
  type StandIn,
  compareVersions,
  findVersion,
} from "../../sandbox";
import type { Paths } from "../paths";

/** The plugins a rehearsal runs with. */
export interface Plugins {
  /** The folder of each plugin, for the project file: the engine's own search ends at its private home. */
  readonly folders: Readonly<Record<StandIn | SimulatedCloud, string>>;
  /** Those that take the place of official ones which are not installed. */
  readonly standIns: readonly StandIn[];
}

/** Where users have official plugins. */
export interface PluginPlaces {
  /** Where `pulumi plugin install` puts them: a folder `resource-NAME-vVERSION` each. */
  readonly installed: string;
  /** The folders in which programs are looked for. */
  readonly path: readonly string[];
}

/** This machine's places. */
export function pluginPlaces(environment: Readonly<Record<string, string | undefined>>): PluginPlaces {
  const { PULUMI_HOME: home = join(homedir(), ".pulumi"), PATH: path = "" } = environment;
  return {
    installed: join(home, "plugins"),
    path: path.split(delimiter).filter((folder) => folder !== ""),
  };
}

/**
 * Official plugins where they are installed and not older than their SDKs, stand-ins for the others.
 * Clouds are always simulated, whatever is installed.
 */
export function choosePlugins({ root, pluginsFolder, accountsFolder }: Paths, places: PluginPlaces): Plugins {
  const launchers = writePluginLaunchers({ root, folder: pluginsFolder, accountsFolder });
  const official = (name: StandIn): string | undefined =>
    installedFolder(name, sdkVersion(root, name), places.installed) ??
    places.path.find((folder) => existsSync(join(folder, `pulumi-resource-${name}`)));
  const names: readonly StandIn[] = ["kubernetes", "random", "tls"];
  return {
    folders: {
      ...launchers,
      kubernetes: official("kubernetes") ?? launchers.kubernetes,
      random: official("random") ?? launchers.random,
      tls: official("tls") ?? launchers.tls,
    },
    standIns: names.filter((name) => official(name) === undefined),
  };
}

const packageSchema = z.object({ version: z.string() });

/** The version of a plugin's SDK, which asks for a plugin of the same version. */
function sdkVersion(root: string, name: StandIn): string {
  const path = join(root, "node_modules", "@pulumi", name, "package.json");
  return packageSchema.parse(JSON.parse(readFileSync(path, "utf8"))).version;
}

/** The folder of the newest installed plugin that is not older than a version. */
function installedFolder(name: StandIn, oldest: string, folder: string): string | undefined {
  const needed = findVersion(oldest);
  const candidates = (existsSync(folder) ? readdirSync(folder) : []).flatMap((entry) => {
    const [, release = ""] = new RegExp(`^resource-${name}-v(\\d[^/]*)$`).exec(entry) ?? [];
    const version = findVersion(release);
    // A folder without its program is what a download leaves that did not finish.
    const complete = existsSync(join(folder, entry, `pulumi-resource-${name}`));
    return version === undefined || !complete ? [] : [{ version, path: join(folder, entry) }];
  });
  return candidates
    .filter(({ version }) => needed !== undefined && compareVersions(version, needed) >= 0)
    .sort((left, right) => compareVersions(left.version, right.version))
    .at(-1)?.path;
}
