import { commandLine, stackOption, valued } from "../options";

/** What `npm run diagram` takes. */
export const { usage, options } = commandLine({
  command: "npm run diagram",
  takes: ["[--stack NAME] [--svg FILE]"],
  about: "Draws a stack's services and their connections.",
  options: {
    ...stackOption,
    svg: valued("FILE", "write an image; without it: a Mermaid flow chart on standard output"),
  },
});
