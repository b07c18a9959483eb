import { commandLine, flag, stackOption, valued } from "../options";

/** What `npm run up` takes. */
export const { usage, options } = commandLine({
  command: "npm run up",
  takes: [
    "[--stack NAME] [--context NAME [--write-context] [--yes]]",
    "[--refresh] [--take-over] [--no-backup] [--policies] [--json] [--show-secrets]",
  ],
  about: "Brings a stack up, in the sandbox or on a cluster.",
  options: {
    ...stackOption,
    context: valued(
      "NAME",
      "install on the cluster of this kubeconfig context, with your own Pulumi; without it: in the sandbox",
    ),
    "write-context": flag("write the context into the stack's file first"),
    yes: flag(
      "with --context: update at once, without a preview (with --policies: after one) and a question",
    ),
    refresh: flag("look at the cluster first, so that what was deleted by hand is made again"),
    "take-over": flag("take over objects that exist already and fields that others have set"),
    "no-backup": flag("no backup before another release of OpenOps (rollout.backupBeforeUpgrade)"),
    policies: flag("stop where the stack breaks a rule of the policy pack"),
    json: flag("one JSON object at the end"),
    "show-secrets": flag("print secret outputs"),
  },
});
