import { commandLine, flag, stackOption, valued } from "../options";

/** What `npm run adopt` takes. */
export const { usage, options } = commandLine({
  command: "npm run adopt",
  takes: ["--namespace NAME [--stack NAME] [--context NAME] [--release NAME] [--yes]"],
  about:
    "Takes over an installation of OpenOps that runs already, made by Helm or by plain manifests: its secrets, " +
    "volumes and names become the stack's. Without --yes it only says what it would do. Nothing that runs changes " +
    "before the next update.",
  options: {
    namespace: valued("NAME", "the namespace of the installation"),
    stack: { ...stackOption.stack, about: "the stack that it becomes" },
    context: valued(
      "NAME",
      "the kubeconfig context of the cluster, with your own Pulumi and kubectl; without it: the sandbox",
    ),
    release: valued("NAME", "the release of Helm, where the namespace has several"),
    yes: flag("write the stack's configuration and state"),
  },
});
