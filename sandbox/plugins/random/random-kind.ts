import type { PropertyMap } from "../protocol/property-value";
import type { CheckFailure } from "../protocol/resource-plugin";

export type Drawn = { readonly id: string; readonly computed: PropertyMap };

/** One type of random resource: all its inputs are fixed once drawn, so that any change draws anew. */
export type RandomKind = {
  /** What the official plugin fills in where the user says nothing; part of the outputs, not of the inputs. */
  readonly defaults: PropertyMap;
  readonly computed: readonly string[];
  readonly secretOutputs: readonly string[];
  /** Faults of inputs that are all known. */
  faults(inputs: PropertyMap): readonly CheckFailure[];
  draw(inputs: PropertyMap): Drawn;
  /**
   * Adopts a value made elsewhere.
   * @throws SandboxError when the text is no such value.
   */
  adopt(text: string): Drawn & { readonly inputs: PropertyMap };
};
