import { type PropertyMap, isMap, sameValue } from "../../protocol/property-value";
import {
  type KubernetesObject,
  apiVersionOf,
  fieldAt,
  kindOf,
  listAt,
  mapsAt,
  numberAt,
  textAt,
} from "../objects/kubernetes-object";

/** Whether an object does what it is for; `failed` means that waiting longer is of no use. */
export type Readiness =
  { readonly state: "ready" } | { readonly state: "waiting" | "failed"; readonly reasons: readonly string[] };

const ready: Readiness = { state: "ready" };

function waiting(...reasons: readonly string[]): Readiness {
  return { state: "waiting", reasons };
}

function condition(object: KubernetesObject, type: string): PropertyMap | undefined {
  return mapsAt(object, "status", "conditions").find((item) => textAt(item, "type") === type);
}

/** `[reason] message` of a condition that has the given status. */
function conditionText(object: KubernetesObject, type: string, status: string): readonly string[] {
  const found = condition(object, type);
  return found !== undefined && textAt(found, "status") === status
    ? [`[${textAt(found, "reason")}] ${textAt(found, "message")}`]
    : [];
}

function holds(object: KubernetesObject, type: string): boolean {
  return textAt(condition(object, type), "status") === "True";
}

/** A status written for an older spec says nothing about this one. */
function isObserved(object: KubernetesObject): boolean {
  return (
    (numberAt(object, "status", "observedGeneration") ?? 0) >=
    (numberAt(object, "metadata", "generation") ?? 0)
  );
}

function deployment(object: KubernetesObject): Readiness {
  const desired = numberAt(object, "spec", "replicas") ?? 1;
  const status = (name: string) => numberAt(object, "status", name) ?? 0;
  const rolledOut = textAt(condition(object, "Progressing"), "reason") === "NewReplicaSetAvailable";
  const complete =
    isObserved(object) &&
    holds(object, "Available") &&
    (rolledOut || condition(object, "Progressing") === undefined) &&
    status("updatedReplicas") >= desired &&
    status("readyReplicas") >= desired &&
    status("unavailableReplicas") === 0;
  return complete
    ? ready
    : waiting(
        `[MinimumReplicasUnavailable] ${status("readyReplicas")} of ${desired} pods are ready, ` +
          `${status("updatedReplicas")} of them new`,
        ...conditionText(object, "Progressing", "False"),
        ...conditionText(object, "ReplicaFailure", "True"),
      );
}

function statefulSet(object: KubernetesObject): Readiness {
  const desired = numberAt(object, "spec", "replicas") ?? 1;
  const status = (name: string) => numberAt(object, "status", name) ?? 0;
  const partition = numberAt(object, "spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
  const rolling = textAt(object, "spec", "updateStrategy", "type") !== "OnDelete";
  const sameRevision =
    textAt(object, "status", "currentRevision") === textAt(object, "status", "updateRevision");
  const updated = sameRevision || status("updatedReplicas") >= desired - partition;
  const finished = partition > 0 || sameRevision || status("updatedReplicas") >= desired;
  return isObserved(object) && status("readyReplicas") >= desired && (!rolling || (updated && finished))
    ? ready
    : waiting(
        `${status("readyReplicas")} of ${desired} pods are ready, ${status("updatedReplicas")} of them updated`,
      );
}

function daemonSet(object: KubernetesObject): Readiness {
  const status = (name: string) => numberAt(object, "status", name) ?? 0;
  const desired = status("desiredNumberScheduled");
  return isObserved(object) &&
    status("updatedNumberScheduled") >= desired &&
    status("numberAvailable") >= desired
    ? ready
    : waiting(`${status("numberAvailable")} of ${desired} pods are available`);
}

function job(object: KubernetesObject): Readiness {
  if (holds(object, "Complete")) {
    return ready;
  }
  const reasons = conditionText(object, "Failed", "True");
  return reasons.length > 0
    ? { state: "failed", reasons }
    : waiting(`the Job has not completed: ${numberAt(object, "status", "active") ?? 0} pods are active`);
}

function pod(object: KubernetesObject): Readiness {
  const phase = textAt(object, "status", "phase");
  if (holds(object, "Ready") || phase === "Succeeded") {
    return ready;
  }
  return phase === "Failed"
    ? { state: "failed", reasons: [`[${textAt(object, "status", "reason") || "Failed"}] the pod failed`] }
    : waiting(`the pod is ${phase || "not scheduled"}`, ...conditionText(object, "PodScheduled", "False"));
}

function volume(object: KubernetesObject): Readiness {
  const phase = textAt(object, "status", "phase");
  const bound = phase === "Bound" || (kindOf(object) === "PersistentVolume" && phase === "Available");
  return bound ? ready : waiting(`the ${kindOf(object)} is ${phase || "new"}, not Bound`);
}

function hasAddress(object: KubernetesObject): boolean {
  return listAt(object, "status", "loadBalancer", "ingress").length > 0;
}

function ingress(object: KubernetesObject): Readiness {
  return hasAddress(object)
    ? ready
    : waiting("Ingress .status.loadBalancer field was not updated with a hostname/IP address");
}

function service(object: KubernetesObject): Readiness {
  return textAt(object, "spec", "type") !== "LoadBalancer" || hasAddress(object)
    ? ready
    : waiting("Service was not allocated an IP address; does your cloud provider support this?");
}

function resourceQuota(object: KubernetesObject): Readiness {
  return sameValue(fieldAt(object, "spec", "hard"), fieldAt(object, "status", "hard"))
    ? ready
    : waiting("the quota is not in force yet");
}

const rules: ReadonlyMap<string, (object: KubernetesObject) => Readiness> = new Map([
  ["apps/v1/Deployment", deployment],
  ["apps/v1/StatefulSet", statefulSet],
  ["apps/v1/DaemonSet", daemonSet],
  ["batch/v1/Job", job],
  ["networking.k8s.io/v1/Ingress", ingress],
  ["v1/PersistentVolume", volume],
  ["v1/PersistentVolumeClaim", volume],
  ["v1/Pod", pod],
  ["v1/ResourceQuota", resourceQuota],
  ["v1/Service", service],
]);

/** Judges an object by itself; a type without a rule is ready as soon as it exists. */
export function readiness(object: KubernetesObject): Readiness {
  return rules.get(`${apiVersionOf(object)}/${kindOf(object)}`)?.(object) ?? ready;
}

/** Whether a Service is only useful with pods behind it: not headless, not an alias, and with a selector. */
export function needsEndpoints(object: KubernetesObject): boolean {
  const selector = fieldAt(object, "spec", "selector");
  return (
    isMap(selector) &&
    Object.keys(selector).length > 0 &&
    apiVersionOf(object) === "v1" &&
    kindOf(object) === "Service" &&
    textAt(object, "spec", "clusterIP") !== "None" &&
    textAt(object, "spec", "type") !== "ExternalName"
  );
}
