import type * as pulumi from "@pulumi/pulumi";
import type { ComponentName } from "../../plan/component-name";
import type { Text } from "../../values/text";
import type { Scope } from "../scope";

/** What is made of secret texts for one workload. */
export interface SecretTextsArgs {
  readonly scope: Scope;
  readonly component: ComponentName;
  /** Logical name of the Secret. */
  readonly name: string;
  /** Secret texts by variable or key. */
  readonly texts: Readonly<Record<string, Text>>;
  /** Fills in what the stack knows. */
  readonly resolve: (text: Text) => pulumi.Input<string>;
}
