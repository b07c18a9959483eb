import { commandLine, flag, stackOption, valued } from "../options";

/** What `npm run down` takes. */
export const { usage, options } = commandLine({
  command: "npm run down",
  takes: ["[--stack NAME] [--context NAME [--yes]]"],
  about: "Destroys a stack; what is protected is named and kept.",
  options: {
    ...stackOption,
    context: valued(
      "NAME",
      "destroy what runs on the cluster of this kubeconfig context, with your own Pulumi; without it: in the sandbox",
    ),
    yes: flag("with --context: do not ask"),
  },
});
