import { clusterOption, commandLine, flag, stackOption } from "../options";

/** What `npm run backup` takes. */
export const { usage, options } = commandLine({
  command: "npm run backup",
  takes: ["[--stack NAME] [--context NAME] [--json]"],
  about:
    "Makes a backup now, as the scheduled ones are, and waits for it; with snapshots of the volumes where " +
    "backup.volumeSnapshotClass is set.",
  options: { ...stackOption, ...clusterOption, json: flag("the manifest instead of a table") },
});
