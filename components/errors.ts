import { RunError } from "@pulumi/pulumi/errors";
import { refusalOf } from "./model/fault";
import type { Fault } from "./model/fault";

/** Refuses a configuration, naming everything that has to be fixed; Pulumi shows it without a stack trace. */
export class ConfigError extends RunError {
  constructor(
    subject: string,
    readonly faults: readonly Fault[],
  ) {
    super(refusalOf(subject, faults));
  }
}
