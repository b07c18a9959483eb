import { commandLine, valued } from "../options";

/** What `npm run stack-files` takes. */
export const { usage, options } = commandLine({
  command: "npm run stack-files",
  takes: ["--stack NAME --from FOLDER [--markdown FILE]"],
  about:
    "Takes the file of a stack, and the overlays that it names, from another checkout, so that this one's program " +
    "previews what the other one says. Nothing of the other one runs. Only data is taken: no link, no file " +
    "elsewhere, and nothing that names a program, a cluster, a cloud account or a key.",
  options: {
    stack: valued("NAME", "the stack"),
    from: valued("FOLDER", "the other checkout"),
    markdown: valued("FILE", "where it is refused, write why"),
  },
});
