import { clusterOption, commandLine, flag, stackOption } from "../options";

/** What `npm run drift` takes. */
export const { usage, options } = commandLine({
  command: "npm run drift",
  takes: ["[--stack NAME] [--context NAME] [--json]"],
  about:
    "Compares the objects in the cluster with what the last update asked for, and changes nothing. Silent with exit " +
    "code 0 on a healthy stack; exit code 2 when something differs. Databases and caches of a cloud: pulumi refresh " +
    "--preview-only --expect-no-changes.",
  options: { ...stackOption, ...clusterOption, json: flag("one JSON object instead of lines") },
});
