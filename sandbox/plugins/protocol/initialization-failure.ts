import type { PropertyMap } from "./property-value";

export type PartialState = {
  readonly id: string;
  readonly outputs: PropertyMap;
  readonly inputs?: PropertyMap;
  readonly reasons: readonly string[];
};

/**
 * Says that the resource exists but did not become ready: the engine keeps it in state with the reasons,
 * and tries again at the next update.
 */
export class InitializationFailure extends Error {
  override readonly name = "InitializationFailure";

  constructor(
    message: string,
    readonly state: PartialState,
  ) {
    super(message);
  }
}
