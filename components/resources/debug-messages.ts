import * as log from "@pulumi/pulumi/log";

/**
 * Keeps the SDK's debug messages from the engine. They repeat every answer, the state with its secrets in clear among
 * them, and the engine passes them on to whatever keeps its events: logs of `--debug`, the files of the automation API.
 * The SDK has no switch for it.
 */
export function withholdDebugMessages(): void {
  Object.assign(log, { debug: () => Promise.resolve() });
}
