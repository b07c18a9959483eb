import { type KubernetesObject, kindOf } from "../objects/kubernetes-object";
import { isBuiltIn } from "../objects/normalize";

/** Known without asking the server, so that check and diff need none. */
const clusterWideKinds: ReadonlySet<string> = new Set([
  "APIService",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "RuntimeClass",
  "StorageClass",
  "ValidatingWebhookConfiguration",
]);

/** Whether objects of this kind have no namespace; custom resources are taken to have one. */
export function isClusterWide(object: KubernetesObject): boolean {
  return isBuiltIn(object) && clusterWideKinds.has(kindOf(object));
}
