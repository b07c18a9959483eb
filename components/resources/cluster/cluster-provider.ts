import { getVersion } from "@pulumi/kubernetes/utilities";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterAccess } from "../stores/store-access";
import { named } from "../component";
import { defined } from "../../values/entries";

/**
 * The provider of every object in the cluster.
 *
 * Its inputs are the stack's own: the SDK's class would add what the machine's environment says (`KUBECONFIG`,
 * `PULUMI_K8S_…`), so that the next update, made elsewhere or without them, changed the provider. The plugin reads
 * the environment by itself. The identifier is constant, so that another address, context or user of the same
 * cluster is an update of the provider and not a replacement of everything in it.
 */
export class ClusterProvider extends pulumi.ProviderResource {
  constructor(name: string, { kubeconfig, context }: ClusterAccess, options: pulumi.ResourceOptions) {
    const inputs = defined({ clusterIdentifier: "openops", kubeconfig, context });
    super("kubernetes", named(options.parent, name), inputs, { ...options, version: getVersion() });
  }
}
