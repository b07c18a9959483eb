import { clusterOption, commandLine, flag, stackOption } from "../options";

/** What `npm run backups` takes. */
export const { usage, options } = commandLine({
  command: "npm run backups",
  takes: ["[--stack NAME] [--context NAME] [--verify] [--json]"],
  about: "Lists the finished backups of a stack, the newest last.",
  options: {
    ...stackOption,
    ...clusterOption,
    verify: flag(
      "read every file of every backup and compare it with its checksum; exit code 1 when one is damaged",
    ),
    json: flag("one JSON object instead of a table"),
  },
});
