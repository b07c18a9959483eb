import type { SecretValueName } from "../../components/values/secret-definitions";

/** A change of the configuration; a secret's value is one that the rotation makes or finds. */
export type ConfigChange =
  | { readonly kind: "set-secret"; readonly key: SecretValueName }
  | { readonly kind: "set"; readonly path: string; readonly value: number }
  | { readonly kind: "remove"; readonly path: string };

/** Changes of the configuration and the update after them. */
export interface RotationStep {
  /** What it is for and what people notice, in a sentence. */
  readonly text: string;
  readonly changes: readonly ConfigChange[];
}
