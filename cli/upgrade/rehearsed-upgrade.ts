import { checkedFile, type CheckedStack } from "../checked-stack";
import type { Rehearsal } from "../rehearsal/workspace";
import type { Paths } from "../paths";
import { plannedUpgrade, type PlannedUpgrade } from "./planned-upgrade";
import { rehearsedRelease } from "./recorded-release";

interface UpgradeArgs {
  readonly paths: Paths;
  readonly checked: CheckedStack;
  readonly rehearsal: Rehearsal;
  readonly withoutBackup: boolean;
}

/** The upgrade that an update in the sandbox makes; undefined where the release stays. */
export function rehearsedUpgrade(args: UpgradeArgs): PlannedUpgrade | undefined {
  const { paths, checked, rehearsal, withoutBackup } = args;
  const { file } = checked;
  const { settings, asSet } = rehearsal.project;
  // What commands have set in the rehearsal wins over the file, the release among it.
  const { config } = settings.length === 0 ? checked : checkedFile(paths.root, { ...file, config: asSet });
  const recorded = rehearsedRelease(rehearsal.stateFile);
  return plannedUpgrade(config, recorded, { withoutBackup });
}
