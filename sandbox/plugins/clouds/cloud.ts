import type { InputRules } from "../protocol/input-rules";
import type { PropertyMap } from "../protocol/property-value";
import type { CheckFailure } from "../protocol/resource-plugin";
import type { Account } from "./account";
import type { AccountSettings } from "./account-settings";
import type { CloudResource } from "./cloud-resource";

/** A simulated account with what the provider was configured with. */
export interface CloudContext {
  readonly account: Account;
  readonly config: PropertyMap;
  readonly settings: AccountSettings;
}

/** What is asked of the cloud: to make a resource, or to change one. */
export interface CloudRequest extends CloudContext {
  readonly inputs: PropertyMap;
  /** What is there so far; absent when it is to be made. */
  readonly existing?: CloudResource;
}

/** Why a cloud refuses a request, as "Code: message"; undefined where it takes it. */
export type Refusal = (request: CloudRequest) => string | undefined;

export interface DeletionRequest extends CloudContext {
  readonly resource: CloudResource;
  /** What the state says; the official providers look at flags there that the cloud does not know. */
  readonly state: PropertyMap;
}

export interface ResourceName {
  readonly key: string;
  readonly id: string;
}

/** A row of the table: one type of resource as its cloud and the official provider treat it. */
export interface ResourceKind {
  /** What it is in messages: "RDS DB Instance". */
  readonly title: string;
  /** Every input by name; others are refused. */
  readonly inputs: InputRules;
  /** What the official provider fills in where the user says nothing. */
  readonly defaults?: PropertyMap;
  /** Outputs that the cloud decides, unless they are given: unknown at a preview of the creation. */
  readonly decides: readonly string[];
  /** What the cloud adds to a map among the inputs: its fields, by the input. */
  readonly completes?: Readonly<Record<string, readonly string[]>>;
  /** Those outputs that are there only once the resource is ready. */
  readonly decidesLast?: readonly string[];
  /** Inputs and outputs that the official provider marks as secret. */
  readonly secrets?: readonly string[];
  /** Paths of inputs that cannot be changed: another value makes the resource anew. */
  readonly replaces: readonly string[];
  /** Inputs of which only some changes make it anew. */
  replacesIf?(old: PropertyMap, now: PropertyMap): readonly string[];
  /** The input that names it; made up from the Pulumi name where it is absent, if the provider does so. */
  readonly naming?: { readonly input: string; readonly automatic: boolean };
  /** How long the real cloud takes. */
  readonly minutes: { readonly create: number; readonly update: number; readonly delete: number };
  /** Faults that the official provider finds at preview. */
  faults?(inputs: PropertyMap): readonly CheckFailure[];
  /** Why the cloud's API refuses, as "Code: message". */
  readonly refusal?: Refusal;
  /** What the API says when the name is taken; without it the existing resource is overwritten. */
  readonly taken?: string;
  /** Why the provider or the API refuses to delete it. */
  deletionRefusal?(request: DeletionRequest): string | undefined;
  /** Whether it is only taken out of the state, and stays. */
  abandons?(request: DeletionRequest): boolean;
  /** What stays behind when it is deleted. */
  leaves?(request: DeletionRequest): readonly CloudResource[];
  name(request: CloudRequest): ResourceName;
  /** The values of what the cloud decides. */
  decide(request: CloudRequest & { readonly named: ResourceName }): PropertyMap;
}

/** Answers a function. @throws SandboxError with what the API says when there is nothing to find */
export type LookUp = (args: PropertyMap, context: CloudContext) => PropertyMap;

/** A cloud as its official provider presents it. */
export interface Cloud {
  /** The name of the official plugin. */
  readonly name: string;
  readonly title: string;
  readonly version: string;
  /** Completes the provider's configuration from the environment. */
  configure(config: PropertyMap, environment: Readonly<Record<string, string | undefined>>): PropertyMap;
  /** Faults of such a configuration. */
  configFaults(config: PropertyMap): readonly CheckFailure[];
  readonly kinds: ReadonlyMap<string, ResourceKind>;
  readonly lookUps: ReadonlyMap<string, LookUp>;
}
