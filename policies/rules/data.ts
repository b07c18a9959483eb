import { kubernetesKind, type CheckedResource, type ResourceRule } from "../rule";
import { managedStores } from "./managed-stores";

/** Generated values with which stored data is encrypted. */
const dataKeys: readonly string[] = ["encryptionKey", "analyticsSecretKey"];

/** Nothing with data may go by mistake. */
export const protectData: ResourceRule = {
  kind: "resource",
  name: "protect-data",
  description: "Volumes, databases, the namespace and the keys of stored data are protected from deletion.",
  severity: "critical",
  level: "mandatory",
  check: (resource) =>
    !resource.protect && holdsData(resource)
      ? [
          {
            message: "It holds data, or the key to them, and is not protected from deletion.",
            configPath: "openops:availability.protectData",
          },
        ]
      : [],
};

function holdsData(resource: CheckedResource): boolean {
  const { type, name } = resource;
  const kind = kubernetesKind(resource);
  return (
    kind === "PersistentVolumeClaim" ||
    kind === "Namespace" ||
    (type === "random:index/randomPassword:RandomPassword" && dataKeys.includes(name)) ||
    managedStores[type] !== undefined
  );
}
