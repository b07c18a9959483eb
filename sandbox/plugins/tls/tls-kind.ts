import type { PropertyMap } from "../protocol/property-value";
import type { InputRule } from "../protocol/input-rules";

export type Made = { readonly id: string; readonly computed: PropertyMap };

/** One type of tls resource: what is made is fixed, so that a changed input makes it anew. */
export type TlsKind = {
  /** Every input by name; others are refused. */
  readonly inputs: Readonly<Record<string, InputRule>>;
  /** What the official plugin fills in where the user says nothing; part of the outputs, not of the inputs. */
  readonly defaults: PropertyMap;
  readonly computed: readonly string[];
  /** Inputs and outputs that hold a private key. */
  readonly secrets: readonly string[];
  /** Inputs that may change without making anew. */
  readonly updatable: readonly string[];
  /**
   * Makes the resource from inputs that are all known.
   * @throws SandboxError when the inputs do not fit each other or hold no readable PEM.
   */
  make(inputs: PropertyMap): Promise<Made>;
};
