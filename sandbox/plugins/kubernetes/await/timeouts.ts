import { type KubernetesObject, annotationOf, kindOf } from "../objects/kubernetes-object";

const defaultCreateSeconds = 600;
const defaultDeleteSeconds = 300;

/** The official plugin's defaults where they differ from ten minutes. */
const createSeconds: ReadonlyMap<string, number> = new Map([
  ["PersistentVolume", 300],
  ["PersistentVolumeClaim", 300],
  ["ResourceQuota", 60],
]);
const deleteSeconds: ReadonlyMap<string, number> = new Map([
  ["Deployment", 600],
  ["StatefulSet", 600],
]);

/** The resource's customTimeouts, else its annotation, else the default. */
function chosen(object: KubernetesObject, customSeconds: number, defaultSeconds: number): number {
  const annotated = Number.parseInt(annotationOf(object, "pulumi.com/timeoutSeconds"), 10);
  return customSeconds > 0 ? customSeconds : annotated > 0 ? annotated : defaultSeconds;
}

/** How long to wait until an object is ready. @param customSeconds 0 where the user set none. */
export function readyTimeoutSeconds(object: KubernetesObject, customSeconds: number): number {
  return chosen(object, customSeconds, createSeconds.get(kindOf(object)) ?? defaultCreateSeconds);
}

/** How long to wait until an object is gone. @param customSeconds 0 where the user set none. */
export function goneTimeoutSeconds(object: KubernetesObject, customSeconds: number): number {
  return chosen(object, customSeconds, deleteSeconds.get(kindOf(object)) ?? defaultDeleteSeconds);
}

export function skipsAwait(object: KubernetesObject): boolean {
  return annotationOf(object, "pulumi.com/skipAwait") === "true";
}
