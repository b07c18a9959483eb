import { clusterOption, commandLine, flag, stackOption, valued } from "../options";

/** What `npm run restore` takes. */
export const { usage, options } = commandLine({
  command: "npm run restore",
  takes: [
    "(--from ID [--stay-stopped] | --start | --undo | --forget)",
    "[--stack NAME] [--context NAME] [--overwrite] [--json]",
  ],
  about:
    "Puts a backup in the place of a stack's data. It is checked and loaded beside the data in use, which is put aside " +
    "once every row is there. One that was interrupted goes on when it is run again.",
  options: {
    from: valued("ID", "the backup; npm run backups lists them"),
    "stay-stopped": flag(
      "leave app, engine or worker, tables and analytics stopped, for an update to the release that the backup is of",
    ),
    start: flag("start what a restore has left stopped"),
    undo: flag("take back the last restore, or give up one that was interrupted"),
    forget: flag("delete what the last restore put aside"),
    ...stackOption,
    ...clusterOption,
    overwrite: flag("do not ask for the stack's name before its data is replaced"),
    json: flag("one JSON object at the end"),
  },
});
