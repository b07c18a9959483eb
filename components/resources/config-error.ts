import { RunError } from "@pulumi/pulumi/errors";
import { refusalOf, type Fault, type FaultSource } from "../values/fault";

/** Refuses a configuration, naming everything that has to be fixed; Pulumi shows it without a stack trace. */
export class ConfigError extends RunError {
  constructor(
    subject: string,
    readonly faults: readonly Fault[],
    source: FaultSource = "configuration",
  ) {
    super(refusalOf(subject, faults, source));
  }
}
