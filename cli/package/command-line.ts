import { commandLine, flag, valued } from "../options";

/** What `npm run package` takes. */
export const { usage, options } = commandLine({
  command: "npm run package",
  takes: ["[--output FOLDER] [--json]"],
  about:
    "Packs OpenOps as an npm package for programs of one's own, and a template for `pulumi new` that brings it along.",
  options: {
    output: {
      ...valued("FOLDER", "where the package and the template go, in the place of earlier ones"),
      default: ".sandbox/package",
    },
    json: flag("one JSON object with the paths and the size instead of text"),
  },
});
