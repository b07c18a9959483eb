import { commandLine, flag, stackOption } from "../options";

/** What `npm run config` takes. */
export const { usage, options } = commandLine({
  command: "npm run config",
  takes: ["[--stack NAME] [--json]"],
  about:
    "Prints the effective configuration of a stack with the layer that set each value: default, preset, overlay or " +
    "stack file. Secrets are masked. Lists all faults and ends with 1 where there are any. " +
    "Needs neither Pulumi nor a cluster.",
  options: { ...stackOption, json: flag("one JSON object: values, or faults") },
});
