import { commandLine, flag, stackOption, valued } from "../options";

/** What `npm run preview` takes. */
export const { usage, options } = commandLine({
  command: "npm run preview",
  takes: [
    "[--stack NAME] [--context NAME | --from FILE] [--policies] [--json]",
    "[--markdown FILE [--fail-on-danger]]",
  ],
  about: "Shows what an update would change.",
  options: {
    ...stackOption,
    context: valued(
      "NAME",
      "compare with the cluster of this kubeconfig context, with your own Pulumi; without it: with the sandbox",
    ),
    from: valued("FILE", "no preview of its own: read what `pulumi preview --json --show-sames` wrote"),
    policies: flag("fail where the stack breaks a rule of the policy pack"),
    json: flag("one JSON object at the end"),
    markdown: valued(
      "FILE",
      "write what would happen in OpenOps' terms; the file is empty when nothing changes",
    ),
    "fail-on-danger": flag("exit code 2 when data, keys, protection or guards would be lost"),
  },
});
