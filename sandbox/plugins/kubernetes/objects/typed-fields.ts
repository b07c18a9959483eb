/**
 * How Kubernetes' own Go types write fields back (k8s.io/api, the `omitempty` tags): the API server drops
 * these when they are empty, so that an input with and without them is the same object.
 */

/** Groups whose types the official plugin knows; objects of other groups are left as they are. */
export const builtInGroups: ReadonlySet<string> = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
]);

/** Fields that are maps; an empty map is dropped, whereas an empty struct (`podSelector: {}`) means something. */
export const mapFields: ReadonlySet<string> = new Set([
  "annotations",
  "binaryData",
  "capacity",
  "data",
  "default",
  "defaultRequest",
  "hard",
  "labels",
  "limits",
  "matchLabels",
  "max",
  "maxLimitRequestRatio",
  "min",
  "nodeSelector",
  "options",
  "overhead",
  "parameters",
  "requests",
  "stringData",
  "volumeAttributes",
]);

/** Kinds whose `spec.selector` is a plain map of labels rather than a LabelSelector. */
export const kindsWithMapSelector: ReadonlySet<string> = new Set(["Service", "ReplicationController"]);

/** Lists that are written even when empty. */
export const requiredLists: ReadonlySet<string> = new Set([
  "containers",
  "nodeSelectorTerms",
  "paths",
  "rules",
  "topologyKeys",
  "verbs",
]);

export const droppedWhenFalse: ReadonlySet<string> = new Set([
  "globalDefault",
  "hostIPC",
  "hostNetwork",
  "hostPID",
  "paused",
  "publishNotReadyAddresses",
  "readOnly",
  "stdin",
  "stdinOnce",
  "tty",
  "unschedulable",
]);

export const droppedWhenZero: ReadonlySet<string> = new Set([
  "failureThreshold",
  "healthCheckNodePort",
  "hostPort",
  "initialDelaySeconds",
  "minReadySeconds",
  "nodePort",
  "periodSeconds",
  "successThreshold",
]);

export const droppedWhenBlank: ReadonlySet<string> = new Set([
  "clusterIP",
  "externalName",
  "hostname",
  "loadBalancerIP",
  "namespace",
  "priorityClassName",
  "schedulerName",
  "serviceAccountName",
  "subPath",
  "subPathExpr",
  "subdomain",
  "terminationMessagePath",
  "type",
  "value",
  "workingDir",
]);

/** Maps whose values are quantities, and single fields that are one. */
export const quantityMaps: ReadonlySet<string> = new Set([
  "capacity",
  "default",
  "defaultRequest",
  "hard",
  "limits",
  "max",
  "maxLimitRequestRatio",
  "min",
  "overhead",
  "requests",
]);
export const quantityFields: ReadonlySet<string> = new Set(["averageValue", "divisor", "sizeLimit"]);
