import { parseArgs } from "node:util";
import type { ParseArgsConfig } from "node:util";
import { HelpRequest } from "./help-request";
import { UsageError } from "./usage-error";

type OptionDefinitions = NonNullable<ParseArgsConfig["options"]>;

/**
 * Reads a command's options.
 *
 * @throws UsageError with the command's usage for an unknown option, HelpRequest with it for --help
 */
export function readOptions<const Definitions extends OptionDefinitions>(
  args: readonly string[],
  { usage, options }: { readonly usage: string; readonly options: Definitions },
) {
  if (args.includes("--help") || args.includes("-h")) {
    throw new HelpRequest(usage);
  }
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UsageError(`${reason}\n\n${usage}`);
  }
}

/** The option that names a stack, in every command that has one. */
export const stackOption = { stack: { type: "string", default: "dev" } } as const;
