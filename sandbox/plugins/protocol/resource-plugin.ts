import type { PropertyMap } from "./property-value";

/** Which resource a call is about. */
export type ResourceIdentity = { readonly urn: string; readonly type: string; readonly name: string };

/** What the engine says about names the user did not give: propose, enforce, or forbid inventing one. */
export type Autonaming = { readonly mode: "propose" | "enforce" | "disable"; readonly proposedName: string };

export type CheckRequest = ResourceIdentity & {
  readonly oldInputs: PropertyMap;
  readonly newInputs: PropertyMap;
  /** Random bytes that are the same at preview and at the update that follows. */
  readonly randomSeed: Uint8Array;
  readonly autonaming?: Autonaming;
};

export type CheckFailure = { readonly property: string; readonly reason: string };

export type CheckAnswer = { readonly inputs: PropertyMap; readonly failures?: readonly CheckFailure[] };

export type DiffRequest = ResourceIdentity & {
  readonly id: string;
  readonly oldInputs: PropertyMap;
  readonly oldOutputs: PropertyMap;
  readonly newInputs: PropertyMap;
  readonly ignoreChanges: readonly string[];
};

export type PropertyDiffKind =
  "ADD" | "ADD_REPLACE" | "DELETE" | "DELETE_REPLACE" | "UPDATE" | "UPDATE_REPLACE";

export type PropertyDiff = { readonly kind: PropertyDiffKind; readonly inputDiff: boolean };

export type DiffAnswer = {
  readonly changed: boolean;
  readonly replaces?: readonly string[];
  readonly deleteBeforeReplace?: boolean;
  /** Top-level properties that changed, from a plugin that does not say more. */
  readonly diffs?: readonly string[];
  readonly detailedDiff?: Readonly<Record<string, PropertyDiff>>;
};

/** `timeoutSeconds` is 0 where the user set none. */
export type CreateRequest = ResourceIdentity & {
  readonly inputs: PropertyMap;
  readonly preview: boolean;
  readonly timeoutSeconds: number;
};

/** At preview the id may be empty: unknown until created. */
export type CreateAnswer = { readonly id: string; readonly outputs: PropertyMap };

export type ReadRequest = ResourceIdentity & {
  readonly id: string;
  readonly oldInputs: PropertyMap;
  readonly oldOutputs: PropertyMap;
};

/** Undefined says that the resource no longer exists. */
export type ReadAnswer =
  { readonly id: string; readonly inputs: PropertyMap; readonly outputs: PropertyMap } | undefined;

export type UpdateRequest = DiffRequest & { readonly preview: boolean; readonly timeoutSeconds: number };

export type DeleteRequest = ResourceIdentity & {
  readonly id: string;
  readonly outputs: PropertyMap;
  readonly timeoutSeconds: number;
};

/**
 * A Pulumi resource plugin, free of the wire protocol.
 *
 * A method rejects with SandboxError for a fault the user can fix, with InitializationFailure when the
 * resource exists but is not ready; anything else thrown is a fault of the plugin itself.
 */
export type ResourcePlugin = {
  readonly version: string;
  checkConfig(request: CheckRequest): Promise<CheckAnswer>;
  diffConfig(request: DiffRequest): Promise<DiffAnswer>;
  /** @param config the provider's inputs; values other than strings arrive as JSON text. */
  configure(config: PropertyMap): Promise<void>;
  check(request: CheckRequest): Promise<CheckAnswer>;
  diff(request: DiffRequest): Promise<DiffAnswer>;
  create(request: CreateRequest): Promise<CreateAnswer>;
  read(request: ReadRequest): Promise<ReadAnswer>;
  update(request: UpdateRequest): Promise<PropertyMap>;
  delete(request: DeleteRequest): Promise<void>;
  /** Answers a function such as `aws:index/getRegion:getRegion`. */
  invoke(token: string, args: PropertyMap): Promise<PropertyMap>;
  /** Ends every wait at once; the calls under way fail and say so. */
  cancel(): void;
};
