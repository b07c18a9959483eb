import { commandLine, flag } from "../options";

/** What `npm run generate` takes. */
export const { usage, options } = commandLine({
  command: "npm run generate",
  takes: ["[--check]"],
  about: "Writes the files of the repository that are made from the code.",
  options: { check: flag("write nothing and name the files that are stale; exit code 1 when there are any") },
});
