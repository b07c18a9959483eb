import type { PropertyMap } from "./property-value";

/** Says that a plugin does not have what was asked of it. */
export class UnimplementedError extends Error {
  override readonly name = "UnimplementedError";
}

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
