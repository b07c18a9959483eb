import { isRawMap } from "../../components/config/layers";
import type { WantedObject } from "./wanted-objects";

/** Fields that differ on a healthy stack, and why that is as it should be. */
interface IgnoredField {
  readonly reason: string;
  readonly applies: (path: string, object: WantedObject, all: readonly WantedObject[]) => boolean;
}

/** Everything that drift detection passes over; what is not listed here is reported. */
export const ignoredFields: readonly IgnoredField[] = [
  {
    reason: "notes of Pulumi's provider to itself",
    applies: (path) => path.startsWith('metadata.annotations["pulumi.com/'),
  },
  {
    reason: "a HorizontalPodAutoscaler sets the number of pods",
    applies: (path, object, all) => path === "spec.replicas" && isAutoscaled(object, all),
  },
  {
    reason: "the API server keeps what a Secret is given as text in another form",
    applies: (path, { kind }) => kind === "Secret" && path.startsWith("stringData"),
  },
  {
    reason: "every rollout, also one by kubectl rollout restart, leaves its number",
    applies: (path) => path === 'metadata.annotations["deployment.kubernetes.io/revision"]',
  },
];

/** Field managers whose fields are no drift, and why. */
export const expectedManagers: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  { pattern: /^pulumi/, reason: "the program itself" },
  {
    pattern: /^kube-(apiserver|controller-manager|scheduler)$/,
    reason: "the control plane: status, addresses, bound volumes, scale of autoscalers",
  },
  { pattern: /^kubelet$/, reason: "the node that runs a pod" },
  { pattern: /^kwok/, reason: "plays nodes in the sandbox" },
  {
    pattern: /(cloud-controller-manager|load-?balancer-controller|controllers?$|ingress)/i,
    reason: "the cloud's load balancers and addresses",
  },
  {
    pattern: /^(cert-manager|external-secrets)/,
    reason: "certificates and secrets that others keep up to date",
  },
  { pattern: /^csi-|snapshot/, reason: "volumes and their snapshots" },
  { pattern: /(istio|linkerd|keda|vpa-|autoscal)/i, reason: "sidecars that are injected, and autoscalers" },
];

/** Whether a difference is as it should be. */
export function isIgnored(path: string, object: WantedObject, all: readonly WantedObject[]): boolean {
  return ignoredFields.some(({ applies }) => applies(path, object, all));
}

/** Whether a field manager may set fields of the stack's objects. */
export function isExpectedManager(name: string): boolean {
  return expectedManagers.some(({ pattern }) => pattern.test(name));
}

function isAutoscaled({ kind, name }: WantedObject, all: readonly WantedObject[]): boolean {
  return all.some(({ kind: other, content }) => {
    const target = isRawMap(content.spec) ? content.spec.scaleTargetRef : undefined;
    return (
      ["HorizontalPodAutoscaler", "ScaledObject"].includes(other) &&
      isRawMap(target) &&
      target.name === name &&
      (target.kind ?? "Deployment") === kind
    );
  });
}
