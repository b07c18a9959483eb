import { commandLine } from "../../cli/options";

/** What the flat program of `npm run bench` takes. */
export const { usage, options } = commandLine({
  command: "node cli/run.mjs bench-flat OPERATION STACK FILE",
  takes: [],
  about: "This is a part of npm run bench; run that.",
  options: {},
});
