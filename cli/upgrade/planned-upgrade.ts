import { removeCommand, setCommand } from "../../components/values/fault";
import {
  changedImages,
  isDowngrade,
  mayMigrate,
  releaseChange,
  releaseOf,
  type ImageChange,
  type Release,
} from "../../components/checks/recorded/release";
import type { StackConfig } from "../../components/stack/stack-config";

/** An update that gives services another release. */
export interface PlannedUpgrade {
  readonly from: Release;
  readonly to: Release;
  readonly changes: readonly ImageChange[];
  /** Whether what is stored may become something that the previous release does not read. */
  readonly migrates: boolean;
  /** Whether a backup is taken first. */
  readonly backup: boolean;
}

/**
 * What an update would do to the release of a deployed stack; undefined where it leaves that alone. Going
 * to an older one is none: the program refuses it, or its data has been restored already.
 */
export function plannedUpgrade(
  config: StackConfig,
  recorded: Release | undefined,
  { withoutBackup }: { readonly withoutBackup: boolean },
): PlannedUpgrade | undefined {
  const to = releaseOf(config);
  if (recorded === undefined || isDowngrade(to, recorded)) {
    return undefined;
  }
  const changes = changedImages(to, recorded);
  const migrates = mayMigrate(changes);
  const backup = migrates && config.rollout.backupBeforeUpgrade && !withoutBackup;
  return changes.length === 0 ? undefined : { from: recorded, to, changes, migrates, backup };
}

/** The name of a release in messages. */
export function releaseText({ version }: Release): string {
  return `OpenOps ${version}`;
}

/** What people read before they agree. */
export function upgradeText({ from, to, migrates, backup }: PlannedUpgrade): string {
  const noBackup = migrates ? ["No backup is taken first; npm run backup makes one."] : [];
  return [
    releaseChange(to, from) ?? "",
    ...(backup ? ["A backup is taken first; where that fails, nothing is changed."] : noBackup),
  ].join("\n");
}

/** The commands that put the configuration back to the release from before an upgrade. */
export function configurationBack(
  { from, to, changes }: PlannedUpgrade,
  config: StackConfig,
): readonly string[] {
  const version = from.version === to.version ? [] : [setCommand("version", from.version)];
  const allowed = setCommand("rollout.downgradeTo", from.version);
  const execution = from.execution === to.execution ? [] : [setCommand("execution", from.execution)];
  const images = changes.flatMap(({ name, from: { tag, digest } }) => {
    const own = config.images[name];
    return [
      ...(own.digest === digest ? [] : [pathCommand(`images.${name}.digest`, digest)]),
      ...(own.tag === undefined || own.tag === tag ? [] : [pathCommand(`images.${name}.tag`, tag)]),
    ];
  });
  return [...version, ...execution, ...images, allowed];
}

function pathCommand(path: string, value: string | undefined): string {
  return value === undefined ? removeCommand(path) : setCommand(path, value);
}
