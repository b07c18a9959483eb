import { RunError } from "@pulumi/pulumi/errors";
import { describeFault } from "./model/fault";
import type { Fault } from "./model/fault";

/** Refuses a configuration, naming everything that has to be mended; Pulumi shows it without a stack trace. */
export class ConfigError extends RunError {
  constructor(
    subject: string,
    readonly faults: readonly Fault[],
  ) {
    const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
    super(
      `${subject} has ${count}; nothing was changed.\n${faults.map((fault) => `  ${describeFault(fault)}`).join("\n")}`,
    );
  }
}
