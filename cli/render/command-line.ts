import { commandLine, flag, stackOption, valued } from "../options";

/** What `npm run render` takes. */
export const { usage, options } = commandLine({
  command: "npm run render",
  takes: ["[--stack NAME] [--output FOLDER] [--with-secrets]", "[--placeholders | --state [--context NAME]]"],
  about: "Writes a stack's Kubernetes objects as plain YAML.",
  options: {
    ...stackOption,
    output: valued(
      "FOLDER",
      "write one file for each object and a kustomization.yaml; without it: one YAML stream on standard output",
    ),
    "with-secrets": flag("write Secrets too, in plain text"),
    placeholders: flag(
      "GENERATED-… stands for what only a deployment knows: generated values, certificates, endpoints of a cloud's " +
        "databases",
    ),
    state: flag("take these from the last update of the stack in the sandbox"),
    context: valued("NAME", "with --state: from the last update with your own Pulumi"),
  },
});
