import { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import { FlowSchema } from "@pulumi/kubernetes/flowcontrol/v1";
import { IngressClass } from "@pulumi/kubernetes/networking/v1";
import { PriorityClass } from "@pulumi/kubernetes/scheduling/v1";
import { StorageClass } from "@pulumi/kubernetes/storage/v1";
import type * as pulumi from "@pulumi/pulumi";
import { Component } from "./component";
import type { ComponentOptions } from "./component";
import { ConfigError } from "./errors";
import { clusterFaults } from "./model/facts";
import { requirementsOf } from "./model/requirements";
import type { Requirement } from "./model/requirements";
import type { Plan } from "./model/plan";

interface RequirementsArgs {
  readonly plan: Plan;
}

/** The namespace that every cluster has and that is never made again. */
const eternalNamespace = "kube-system";

/**
 * What has to be in the cluster before anything is put there; everything else depends on this. A
 * missing object ends the update with the name of the configuration that asks for it.
 */
export class Requirements extends Component {
  /** Identifies the cluster. */
  readonly clusterUid: pulumi.Output<string>;

  constructor(name: string, { plan }: RequirementsArgs, options: ComponentOptions) {
    super("index:Requirements", name, options);
    for (const requirement of requirementsOf(plan)) {
      read(requirement, { parent: this });
    }
    const { metadata } = core.Namespace.get("cluster", eternalNamespace, { parent: this });
    this.clusterUid = metadata.uid;
    this.registerOutputs({});
  }
}

/**
 * Refuses another cluster than the one the stack was last deployed to, before anything is declared
 * that would be put there.
 *
 * @throws ConfigError where it is another one
 */
export async function refuseOtherCluster(
  { clusterUid }: Requirements,
  deployedTo: string | undefined,
): Promise<void> {
  const uid = await new Promise<string>((resolve) => clusterUid.apply(resolve));
  const faults = clusterFaults(uid, deployedTo);
  if (faults.length > 0) {
    throw new ConfigError("The cluster of the stack", faults);
  }
}

/** Reads an object; its logical name tells people what asks for it. */
function read({ kind, name, reason }: Requirement, options: pulumi.CustomResourceOptions): pulumi.Resource {
  const logicalName = `${name} (${reason})`;
  switch (kind) {
    case "StorageClass":
      return StorageClass.get(logicalName, name, options);
    case "PriorityClass":
      return PriorityClass.get(logicalName, name, options);
    case "IngressClass":
      return IngressClass.get(logicalName, name, options);
    case "CustomResourceDefinition":
      return CustomResourceDefinition.get(logicalName, name, options);
    case "FlowSchema":
      return FlowSchema.get(logicalName, name, options);
  }
}
