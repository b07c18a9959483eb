import { refusalOf } from "../components/values/fault";
import type { StackConfig } from "../components/stack/stack-config";
import { CommandError } from "./errors";
import { assembleStack, readStackFile, type StackFile } from "./stack-file";

/** A stack's file with the checked configuration. */
export interface CheckedStack {
  readonly file: StackFile;
  readonly config: StackConfig;
  readonly namespace: string;
}

/**
 * Reads a stack's configuration and refuses it before anything is touched.
 *
 * @throws CommandError with every fault
 */
export function checkedStack(root: string, stack: string): CheckedStack {
  return checkedFile(root, readStackFile(root, stack));
}

/**
 * Checks the configuration of a stack's file that was read already; refuses it as above.
 *
 * @param subject what is refused, for people
 */
export function checkedFile(
  root: string,
  file: StackFile,
  subject = `The configuration of stack ${file.stack}`,
): CheckedStack {
  const { config, faults, namespace } = assembleStack(root, file);
  if (config === undefined) {
    throw new CommandError(refusalOf(subject, faults));
  }
  return { file, config, namespace };
}
