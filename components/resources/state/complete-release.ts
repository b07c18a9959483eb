import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../component";
import { completeReleaseKind, type Release } from "../../checks/recorded/release";

interface CompleteReleaseArgs {
  readonly release: Release;
  /** What has to be ready with it. */
  readonly workloads: readonly pulumi.CustomResource[];
}

/**
 * Notes in the state which release every service has become ready with. The stack's own outputs are
 * written while services still roll, and so tell what was tried.
 */
export class CompleteRelease extends Component {
  constructor(name: string, { release, workloads }: CompleteReleaseArgs, options: ComponentOptions) {
    super(completeReleaseKind, name, options);
    this.registerOutputs({ release: pulumi.all(workloads.map(({ id }) => id)).apply(() => release) });
  }
}
