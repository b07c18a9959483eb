import { exposureRequirements } from "./exposure-requirements";
import type { Fault } from "../../values/fault";
import type { Plan } from "../../plan/plan";
import { definition, type Requirement } from "./cluster-requirement";
import { servicesOf } from "../../stack/declared-services";
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
export function requirementsOf(config: StackConfig, plan: Plan): readonly Requirement[] {
  return [
    ...storageClasses(config),
    ...certificates(config),
    ...sidecars(plan),
    ...scalers(plan),
    ...snapshots(config),
    ...priorityClasses(config),
    ...exposureRequirements(config),
    ...secretStoreRequirements(config),
    ...monitoringRequirements(config),
  ];
}

function* storageClasses(config: StackConfig): Iterable<Requirement> {
  const { backup, services } = config;
  const volumes = [
    ...declaredStores(config).map(({ path, profile: { volume } }) => ({ path, name: volume?.storageClass })),
    { path: "services.tables", name: services.tables.storage.storageClass },
    ...(backup.enabled && backup.target.kind === "claim"
      ? [{ path: "backup.target", name: backup.target.storage.storageClass }]
      : []),
  ];
  for (const { path, name } of volumes) {
    if (name !== undefined) {
      yield { kind: "StorageClass", name, reason: `openops:${path}.storage.storageClass` };
    }
  }
}

function* certificates(config: StackConfig): Iterable<Requirement> {
  for (const { path, profile } of declaredStores(config)) {
    if (profile.certManager) {
      yield definition("certificates.cert-manager.io", `openops:${path}.tls`);
    }
  }
}

function* sidecars({ monitoring, services }: Plan): Iterable<Requirement> {
  const wanted = services.some(
    ({ service: { id }, cacheProxy, firstBoot, added }) =>
      cacheProxy || firstBoot || added.sidecars.length > 0 || (id === "gateway" && monitoring !== undefined),
  );
  if (wanted) {
    yield sinceSidecars;
  }
}

function* scalers({ services }: Plan): Iterable<Requirement> {
  for (const { service, autoscaling } of services) {
    if (autoscaling.kind === "queue") {
      yield definition("scaledobjects.keda.sh", `openops:services.${service.id}.autoscaling`);
    }
  }
}

function* secretStoreRequirements({ secrets: { external } }: StackConfig): Iterable<Requirement> {
  if (external === undefined) {
    return;
  }
  const { store } = external;
  const reason = "openops:secrets.external";
  yield definition("externalsecrets.external-secrets.io", reason);
  yield store.kind === "existing"
    ? { kind: store.storeKind, name: store.name, reason: `${reason}.store` }
    : definition("secretstores.external-secrets.io", `${reason}.store`);
}

function* monitoringRequirements({ monitoring }: StackConfig): Iterable<Requirement> {
  if (monitoring.kind === "off") {
    return;
  }
  if (monitoring.serviceMonitor) {
    yield definition("servicemonitors.monitoring.coreos.com", "openops:monitoring.serviceMonitor");
  }
  if (monitoring.alerts) {
    yield definition("prometheusrules.monitoring.coreos.com", "openops:monitoring.alerts");
  }
  if (monitoring.probe !== undefined) {
    yield definition("probes.monitoring.coreos.com", "openops:monitoring.probe");
  }
}

/** A Secret that others keep and that a configuration relies on, with the keys it has to have. */
export interface RequiredSecret {
  readonly store: StoreName;
  readonly path: string;
  readonly namespace: string;
  readonly credentials: CredentialsSecret;
}

/** The Secrets that must be in the cluster before a stack is. */
export function requiredSecrets({
  servers,
  namespace,
}: Pick<Plan, "servers" | "namespace">): readonly RequiredSecret[] {
  return servers.flatMap(({ store, path, use, profile: { passwordFrom } }) =>
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
export function* missingKeyFaults(
  { path, namespace, credentials }: RequiredSecret,
  data: Readonly<Record<string, string>>,
): Iterable<Fault> {
  for (const field of ["passwordKey", "usernameKey"] as const) {
    const key = credentials[field];
    if (key !== undefined && (data[key] ?? "") === "") {
      yield {
        path: `${path}.${field}`,
        expected: `a key that the Secret ${namespace}/${credentials.secretName} has a value under`,
        got: key,
        why: `it has ${Object.keys(data).sort().join(", ") || "none"}`,
      };
    }
  }
}

function* snapshots({ backup }: StackConfig): Iterable<Requirement> {
  if (backup.enabled && backup.volumeSnapshotClass !== undefined) {
    yield definition("volumesnapshots.snapshot.storage.k8s.io", "openops:backup.volumeSnapshotClass");
  }
}

function* priorityClasses(config: StackConfig): Iterable<Requirement> {
  const all = { path: "placement", name: config.placement.priorityClassName };
  const own = servicesOf(config).map(({ id }) => ({
    path: `services.${id}.placement`,
    name: config.services[id].placement.priorityClassName,
  }));
  for (const { path, name } of [all, ...own]) {
    if (name !== undefined) {
      yield { kind: "PriorityClass", name, reason: `openops:${path}.priorityClassName` };
    }
  }
}
