import type { StackConfig } from "./schema/stack";

/** An object that others make and that a configuration relies on. */
export interface Requirement {
  readonly kind: "StorageClass" | "CustomResourceDefinition";
  readonly name: string;
  /** The configuration that asks for it. */
  readonly path: string;
}

/** The objects that must be in the cluster before a stack is. */
export function requirementsOf(config: StackConfig): readonly Requirement[] {
  const volumes = [
    { path: "database.storage.storageClass", name: config.database.storage.storageClass },
    { path: "cache.storage.storageClass", name: config.cache.storage.storageClass },
    { path: "services.tables.storage.storageClass", name: config.services.tables.storage.storageClass },
  ];
  const classes = volumes.flatMap(({ path, name }): readonly Requirement[] =>
    name === undefined ? [] : [{ kind: "StorageClass", name, path }],
  );
  const certificates = (["database", "cache"] as const).flatMap((store): readonly Requirement[] =>
    config[store].tls.kind === "cert-manager"
      ? [{ kind: "CustomResourceDefinition", name: "certificates.cert-manager.io", path: `${store}.tls` }]
      : [],
  );
  return [...classes, ...certificates];
}
