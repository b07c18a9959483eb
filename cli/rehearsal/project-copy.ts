import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { RawMap } from "../../components/config/layers";
import { readMap, type StackFile } from "../stack-file";
import { RehearsalSettings } from "./rehearsal-settings";
import { unansweredFile } from "./state/pending-operations";
import { rehearsedConfig, type RehearsedConfig } from "./rehearsed-config";

/** A copy of the project that the engine may rewrite. */
export interface ProjectCopy {
  readonly folder: string;
  /** The part of the project file that names plugins. */
  readonly plugins: RawMap;
  /** The stack's configuration as it is rehearsed, without what commands have set. */
  readonly config: RawMap;
  /** The configuration of the stack's own file, with what commands have set. */
  readonly asSet: RawMap;
  /** Stand-ins of users' own secret variables. */
  readonly extraSecrets: RehearsedConfig["extraSecrets"];
  /** Paths of encrypted values, which are replaced by generated ones. */
  readonly replacedSecrets: readonly string[];
  /** Keys that commands have set in the rehearsal. */
  readonly settings: readonly string[];
}

interface CopyArgs {
  readonly root: string;
  readonly folder: string;
  readonly file: StackFile;
  /** Folders of plugins by name. */
  readonly plugins: Readonly<Record<string, string>>;
}

/** Copies project and stack file for a rehearsal. */
export function copyProject({ root, folder, file, plugins }: CopyArgs): ProjectCopy {
  mkdirSync(folder, { recursive: true });
  const project = readMap(join(root, "Pulumi.yaml"));
  const providers = Object.entries(plugins).map(([name, path]) => ({ name, path }));
  const named: RawMap = { plugins: { providers } };
  write(join(folder, "Pulumi.yaml"), { ...project, ...named });

  const { config, extraSecrets, replacedSecrets } = rehearsedConfig(file.config);
  const stackPath = join(folder, file.name);
  const settings = new RehearsalSettings(folder, file.stack);
  write(stackPath, { ...encryptionOf(stackPath), config: settings.applyTo(config) });
  return {
    folder,
    plugins: named,
    config,
    asSet: settings.applyTo(file.config),
    extraSecrets,
    replacedSecrets,
    settings: Object.keys(settings.read()),
  };
}

/** The salt that the engine wrote at an earlier run; without it a state could not be read again. */
function encryptionOf(stackPath: string): RawMap {
  if (!existsSync(stackPath)) {
    return {};
  }
  const { encryptionsalt } = readMap(stackPath);
  return encryptionsalt === undefined ? {} : { encryptionsalt };
}

/** Forgets a stack's copy and what was set in it, once the stack is gone. */
export function removeStackCopy(folder: string, file: StackFile): void {
  new RehearsalSettings(folder, file.stack).forget();
  rmSync(join(folder, file.name), { force: true });
  rmSync(unansweredFile(folder, file.stack), { force: true });
}

function write(path: string, content: RawMap): void {
  writeFileSync(path, stringify(content));
}
