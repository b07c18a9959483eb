import type * as pulumi from "@pulumi/pulumi";
import type { ComponentName } from "../../plan/component-name";

/** An identity of a cloud for the pods of one ServiceAccount. */
export interface PodIdentity {
  /** Annotations of the ServiceAccount and of its pods, so that another identity restarts the pods. */
  readonly annotations: Readonly<Record<string, pulumi.Input<string>>>;
  /**
   * A file that names the identity, for processes that are started without the variables of their pod. The
   * folder is below the home folder.
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
