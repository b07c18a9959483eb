import { commandLine } from "../options";

/** What `npm run check` takes. */
export const { usage, options } = commandLine({
  command: "npm run check",
  takes: [],
  about: "Types, lint, format and generated files, all at once; prints only what has to be fixed.",
  options: {},
});
