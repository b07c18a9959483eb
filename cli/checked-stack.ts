import { ConfigError } from "../components/errors";
import type { StackConfig } from "../components/model/schema/stack";
import { assembleStack, readStackFile } from "./stack-file";
import type { StackFile } from "./stack-file";

/** A stack's file with the configuration it amounts to. */
export interface CheckedStack {
  readonly file: StackFile;
  readonly config: StackConfig;
  readonly namespace: string;
}

/**
 * Reads a stack's configuration and refuses it before anything is touched.
 *
 * @throws ConfigError with every fault
 */
export function checkedStack(root: string, stack: string): CheckedStack {
  return checkedFile(root, readStackFile(root, stack));
}

/** Checks the configuration of a stack's file that was read already; refuses it as above. */
export function checkedFile(root: string, file: StackFile): CheckedStack {
  const { config, faults, namespace } = assembleStack(root, file);
  if (config === undefined) {
    throw new ConfigError(`The configuration of stack ${file.stack}`, faults);
  }
  return { file, config, namespace };
}
