import type * as pulumi from "@pulumi/pulumi";
import type { ComponentName } from "../../plan/component-name";

/** An identity of a cloud for the pods of one ServiceAccount. */
export interface PodIdentity {
  /** Of the ServiceAccount; of its pods too, which so start anew with another identity. */
  readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * The same told by a file in the home folder, for processes that are started without the variables of
   * their pod; its path is below that folder.
   */
  readonly homeFile?: {
    readonly folder: string;
    readonly name: string;
    readonly content: pulumi.Input<string>;
  };
  /** Ready once pods can use it. */
  readonly resource: pulumi.Resource;
}

/** The clouds' identities of a stack's pods, by component. */
export type PodIdentities = ReadonlyMap<ComponentName, PodIdentity>;
