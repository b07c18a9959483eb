import { PluginError } from "../../protocol/plugin-error";

/** Says that no API server answers, with the reason; at preview the plugin carries on without it. */
export class ClusterUnreachable extends PluginError {
  constructor(readonly reason: string) {
    super(
      `configured Kubernetes cluster is unreachable: ${reason}. Start the cluster, or correct the kubeconfig ` +
        "and context of the provider. If the cluster was deleted, run again with the environment variable " +
        "PULUMI_K8S_DELETE_UNREACHABLE=true to drop its resources from the state.",
    );
  }
}
