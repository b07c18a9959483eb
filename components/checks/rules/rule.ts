import type { Fault } from "../../values/fault";
import type { StackConfig } from "../../stack/stack-config";
import type { SecretValues } from "../../values/secret-definitions";

/** Something that must hold between fields. */
export interface Rule {
  /** Named in tests and documentation. */
  readonly name: string;
  readonly check: (
    config: StackConfig,
    secrets: SecretValues,
    /** Names of secrets that are set, though their values cannot be read here. */
    withheld: readonly string[],
  ) => Iterable<Fault>;
}
