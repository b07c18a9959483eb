import { commandLine, flag, stackOption, valued } from "../options";

/** What `npm run secrets` takes. */
export const { usage, options } = commandLine({
  command: "npm run secrets",
  takes: ["[--stack NAME] [--context NAME] [--save]", "[--from-cluster] [--json]"],
  about:
    "Lists every secret of a stack: where its value comes from, which workloads get it, what changing it means, and " +
    "how old it is. Values are never shown.",
  options: {
    ...stackOption,
    context: valued(
      "NAME",
      "the stack on the cluster of this kubeconfig context, with your own Pulumi; without it: the one in the sandbox",
    ),
    save: flag(
      "write generated values into the stack's encrypted configuration, so that the stack can be made again from its " +
        "file alone",
    ),
    "from-cluster": flag(
      "write the values that data in the cluster depends on from its Secrets into the stack's encrypted " +
        "configuration: for a stack whose state is lost",
    ),
    json: flag("one JSON object"),
  },
});
