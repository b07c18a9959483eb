import { isBuiltIn, isCoreKind } from "../objects/normalize";
import { type KubernetesObject, apiVersionOf, fieldAt, kindOf } from "../objects/kubernetes-object";
import { type PropertyPath, isWithin, parsePath } from "../objects/property-path";

export type Mutability = { readonly configMapMutable: boolean; readonly secretMutable: boolean };

/**
 * Fields of which a change replaces the object, by kind: the official plugin's list for the current API
 * versions (provider/pkg/provider/diff.go in pulumi/pulumi-kubernetes).
 */
const frozenFields: Readonly<Record<string, readonly string[]>> = {
  ClusterRoleBinding: ["roleRef"],
  DaemonSet: ["spec.selector"],
  Deployment: ["spec.selector"],
  Job: ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  PersistentVolume: [
    "spec.awsElasticBlockStore",
    "spec.azureDisk",
    "spec.azureFile",
    "spec.csi",
    "spec.gcePersistentDisk",
    "spec.hostPath",
    "spec.iscsi",
    "spec.local",
    "spec.nfs",
  ],
  PersistentVolumeClaim: ["spec.accessModes", "spec.selector", "spec.storageClassName", "spec.volumeName"],
  ResourceQuota: ["spec.scopes"],
  RoleBinding: ["roleRef"],
  Secret: ["type"],
  Service: ["spec.clusterIP"],
  StatefulSet: [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  StorageClass: ["parameters", "provisioner"],
};

/** What can change in a running pod; any other field of its spec replaces it. */
const podFieldsInPlace = ["spec.activeDeadlineSeconds", "spec.ephemeralContainers", "spec.tolerations"].map(
  parsePath,
);

const identity = ["metadata.name", "metadata.namespace"].map(parsePath);
const paths = new Map(Object.entries(frozenFields).map(([kind, fields]) => [kind, fields.map(parsePath)]));
const configMapData = ["binaryData", "data"].map(parsePath);
const secretData = ["data", "stringData"].map(parsePath);

function frozenData(object: KubernetesObject, mutability: Mutability): readonly PropertyPath[] {
  const immutable = fieldAt(object, "immutable") === true;
  if (isCoreKind(object, "ConfigMap") && (immutable || !mutability.configMapMutable)) {
    return configMapData;
  }
  if (isCoreKind(object, "Secret") && (immutable || !mutability.secretMutable)) {
    return secretData;
  }
  return [];
}

/** Tells whether a change at a path means a new object rather than an update. */
export function replacementRule(
  object: KubernetesObject,
  mutability: Mutability,
): (path: PropertyPath) => boolean {
  const known = isBuiltIn(object) && !apiVersionOf(object).startsWith("extensions/");
  const frozen = [
    ...identity,
    ...(known ? (paths.get(kindOf(object)) ?? []) : []),
    ...frozenData(object, mutability),
  ];
  const isPod = isCoreKind(object, "Pod");
  return (path) =>
    frozen.some((outer) => isWithin(path, outer)) ||
    (isPod && path[0] === "spec" && !podFieldsInPlace.some((outer) => isWithin(path, outer)));
}
