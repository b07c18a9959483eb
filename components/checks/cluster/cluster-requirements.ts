import { exposureRequirements } from "./exposure-requirements";
import type { Fault } from "../../values/fault";
import type { Plan } from "../../plan/plan";
import type { Requirement } from "./cluster-requirement";
import { declaredStores } from "../../sources/store-profiles";
import type { StackConfig } from "../../stack/stack-config";
import type { CredentialsSecret } from "../../../providers/store-profile";
import type { StoreName } from "../../values/text";

/** The oldest minor release of Kubernetes that the program is tested with. */
export const oldestKubernetes = "1.31";

/**
 * An object that every API server keeps, in a version of its API that came with sidecar containers, in
 * Kubernetes 1.29: no object tells the release of a cluster, so this finds only those that lack them.
 */
const sinceSidecars: Requirement = {
  kind: "FlowSchema",
  name: "catch-all",
  reason: `Kubernetes ${oldestKubernetes} or newer, with sidecar containers`,
};

/** The objects that must be in the cluster before a stack is. */
export function requirementsOf(plan: Plan): readonly Requirement[] {
  const { config, services } = plan;
  const stores = declaredStores(config);
  const volumes = [
    ...stores.map(({ path, profile: { volume } }) => ({
      path: `${path}.storage.storageClass`,
      name: volume?.storageClass,
    })),
    { path: "services.tables.storage.storageClass", name: config.services.tables.storage.storageClass },
    ...backupVolume(config),
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
  const scalers = services
    .filter(({ autoscaling }) => autoscaling.kind === "queue")
    .map(({ service: { id } }): Requirement => ({
      kind: "CustomResourceDefinition",
      name: "scaledobjects.keda.sh",
      reason: `openops:services.${id}.autoscaling`,
    }));
  const sidecars = services.some(
    ({ service: { id }, cacheProxy, firstBoot }) =>
      cacheProxy ||
      firstBoot ||
      config.services[id].sidecars.length > 0 ||
      (id === "gateway" && config.monitoring.kind === "prometheus"),
  )
    ? [sinceSidecars]
    : [];
  return [
    ...classes,
    ...certificates,
    ...sidecars,
    ...scalers,
    ...snapshots(config),
    ...priorityClasses(plan),
    ...exposureRequirements(config),
    ...secretStoreRequirements(config),
    ...monitoringRequirements(config),
  ];
}

function secretStoreRequirements({ secrets: { external } }: StackConfig): readonly Requirement[] {
  if (external === undefined) {
    return [];
  }
  const { store } = external;
  const reason = "openops:secrets.external";
  const kind = "CustomResourceDefinition";
  return [
    { kind, name: "externalsecrets.external-secrets.io", reason },
    store.kind === "existing"
      ? { kind: store.storeKind, name: store.name, reason: `${reason}.store` }
      : { kind, name: "secretstores.external-secrets.io", reason: `${reason}.store` },
  ];
}

function monitoringRequirements({ monitoring }: StackConfig): readonly Requirement[] {
  if (monitoring.kind === "off") {
    return [];
  }
  const definition = (plural: string, key: string): Requirement => ({
    kind: "CustomResourceDefinition",
    name: `${plural}.monitoring.coreos.com`,
    reason: `openops:monitoring.${key}`,
  });
  return [
    ...(monitoring.serviceMonitor ? [definition("servicemonitors", "serviceMonitor")] : []),
    ...(monitoring.alerts ? [definition("prometheusrules", "alerts")] : []),
    ...(monitoring.probe === undefined ? [] : [definition("probes", "probe")]),
  ];
}

/** A Secret that others keep and that a configuration relies on, with the keys it has to have. */
export interface RequiredSecret {
  readonly store: StoreName;
  readonly path: string;
  readonly namespace: string;
  readonly credentials: CredentialsSecret;
}

/** The Secrets that must be in the cluster before a stack is. */
export function requiredSecrets({ config, namespace }: Plan): readonly RequiredSecret[] {
  return declaredStores(config).flatMap(({ store, path, use, profile: { passwordFrom } }) =>
    typeof passwordFrom === "string" || use === "previous"
      ? []
      : [
          {
            store,
            path: `${path}.credentials`,
            namespace: passwordFrom.namespace ?? namespace,
            credentials: passwordFrom,
          },
        ],
  );
}

/** The keys that a Secret lacks, or has empty. */
export function missingKeyFaults(
  { path, namespace, credentials }: RequiredSecret,
  data: Readonly<Record<string, string>>,
): readonly Fault[] {
  const { secretName, passwordKey, usernameKey } = credentials;
  const wanted = { passwordKey, usernameKey };
  return (["passwordKey", "usernameKey"] as const).flatMap((field): readonly Fault[] => {
    const key = wanted[field];
    return key === undefined || (data[key] ?? "") !== ""
      ? []
      : [
          {
            path: `${path}.${field}`,
            expected: `a key that the Secret ${namespace}/${secretName} has a value under`,
            got: key,
            why: `it has ${Object.keys(data).sort().join(", ") || "none"}`,
          },
        ];
  });
}

function backupVolume({ backup: { enabled, target } }: StackConfig) {
  return enabled && target.kind === "claim"
    ? [{ path: "backup.target.storage.storageClass", name: target.storage.storageClass }]
    : [];
}

function snapshots({ backup }: StackConfig): readonly Requirement[] {
  return backup.enabled && backup.volumeSnapshotClass !== undefined
    ? [
        {
          kind: "CustomResourceDefinition",
          name: "volumesnapshots.snapshot.storage.k8s.io",
          reason: "openops:backup.volumeSnapshotClass",
        },
      ]
    : [];
}

function priorityClasses({ config, services }: Plan): readonly Requirement[] {
  const all = { path: "placement", name: config.placement.priorityClassName };
  const own = services.map(({ service: { id } }) => ({
    path: `services.${id}.placement`,
    name: config.services[id].placement.priorityClassName,
  }));
  return [all, ...own].flatMap(({ path, name }): readonly Requirement[] =>
    name === undefined ? [] : [{ kind: "PriorityClass", name, reason: `openops:${path}.priorityClassName` }],
  );
}
