import { parseArgs } from "node:util";
import { usageOf, type CommandLine, type Options } from "./usage";
import { UsageError } from "./errors";

/**
 * What a command takes: its options, and the usage that explains them. A `command-line.ts` imports nothing
 * else, so that a command explains itself before what it works with is loaded.
 */
export function commandLine<const Definitions extends Options>(
  line: Omit<CommandLine, "options"> & { readonly options: Definitions },
): { readonly usage: string; readonly options: Definitions } {
  return { usage: usageOf(line), options: line.options };
}

/**
 * Reads a command's options.
 *
 * @throws UsageError with the command's usage for an unknown option
 */
export function readOptions<const Definitions extends Options>(
  args: readonly string[],
  { usage, options }: { readonly usage: string; readonly options: Definitions },
) {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UsageError(`${reason}\n\n${usage}`);
  }
}

/** An option that is given or not. */
export function flag(about: string) {
  return { type: "boolean", default: false, about } as const;
}

/** An option with a value, for which `value` stands in the usage. */
export function valued(value: string, about: string) {
  return { type: "string", value, about } as const;
}

/** The option that names a stack, in every command that has one. */
export const stackOption = { stack: { ...valued("NAME", "the stack"), default: "dev" } } as const;

/** The option that names a cluster, in commands that look at what runs there. */
export const clusterOption = {
  context: valued(
    "NAME",
    "the cluster of this kubeconfig context, with your own Pulumi and kubectl; without it: the sandbox",
  ),
} as const;
