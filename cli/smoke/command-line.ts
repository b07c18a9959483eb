import { commandLine, flag, stackOption, valued } from "../options";

/** What `npm run smoke` takes. */
export const { usage, options } = commandLine({
  command: "npm run smoke",
  takes: ["[--stack NAME] [--context NAME] [--flows] [--json]"],
  about:
    "Asks every service for its health from inside, every route through the gateway, looks at the certificates of " +
    "the gateway, Postgres and Redis, and signs in as the admin and uses every service so. Exit code 1 when something " +
    "fails.",
  options: {
    ...stackOption,
    context: valued(
      "NAME",
      "the cluster of this kubeconfig context, with your own Pulumi and kubectl; without it: the sandbox, which needs " +
        "a real node",
    ),
    flows: flag(
      "also make two flows, run them and remove them again: one with a webhook, one with a Code step",
    ),
    json: flag("one JSON object instead of a table"),
  },
});
