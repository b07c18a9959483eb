import type { BaseConfig } from "./base-config";
import type { CloudName } from "../values/cloud-name";

/** The cloud that a stack's cluster is looked up in. */
export function cloudOfCluster({ cluster }: BaseConfig): CloudName | undefined {
  switch (cluster.kind) {
    case "kubeconfig":
      return undefined;
    case "eks":
      return "aws";
    case "gke":
      return "gcp";
    case "aks":
      return "azure";
  }
}
