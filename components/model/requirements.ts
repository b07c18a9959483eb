import { exposureRequirements } from "./exposure/requirements";
import type { Plan } from "./plan";
import { declaredStores } from "./profiles";

/** An object that others make and that a configuration relies on. */
export interface Requirement {
  readonly kind: "StorageClass" | "IngressClass" | "CustomResourceDefinition" | "FlowSchema";
  readonly name: string;
  /** What asks for it, in words for people. */
  readonly reason: string;
}

/**
 * An object that every API server keeps, in a version of its API that Kubernetes 1.29 brought: no
 * object tells the release of a cluster.
 */
const sinceSidecars: Requirement = {
  kind: "FlowSchema",
  name: "catch-all",
  reason: "Kubernetes 1.29 or newer, for sidecar containers",
};

/** The objects that must be in the cluster before a stack is. */
export function requirementsOf({ config, services }: Plan): readonly Requirement[] {
  const stores = declaredStores(config);
  const volumes = [
    ...stores.map(({ path, profile: { volume } }) => ({
      path: `${path}.storage.storageClass`,
      name: volume?.storageClass,
    })),
    { path: "services.tables.storage.storageClass", name: config.services.tables.storage.storageClass },
  ];
  const classes = volumes.flatMap(({ path, name }): readonly Requirement[] =>
    name === undefined ? [] : [{ kind: "StorageClass", name, reason: `openops:${path}` }],
  );
  const certificates = stores
    .filter(({ profile }) => profile.certManager)
    .map(({ path }): Requirement => ({
      kind: "CustomResourceDefinition",
      name: "certificates.cert-manager.io",
      reason: `openops:${path}.tls`,
    }));
  const sidecars = services.some(({ cacheProxy, firstBoot }) => cacheProxy || firstBoot)
    ? [sinceSidecars]
    : [];
  return [...classes, ...certificates, ...sidecars, ...exposureRequirements(config)];
}
