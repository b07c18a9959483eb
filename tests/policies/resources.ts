import type { CheckedResource, ValueMap } from "../../policies/rule";

type Case = readonly [text: string, ...resources: readonly CheckedResource[]];

/** What keeps a rule, and what breaks it with a part of the message. */
export interface RuleCases {
  readonly kept: readonly Case[];
  readonly broken: readonly Case[];
}

/** A resource of a type with these inputs. */
export function resource(type: string, props: ValueMap, protect = false): CheckedResource {
  return { type, name: "thing", props, protect };
}

export const labels = { app: "thing" };
export const metadata = { namespace: "openops", labels: { "app.kubernetes.io/component": "app" } };
export const digest = `sha256:${"0".repeat(64)}`;

/** A Deployment whose one container has these fields, and whose pods have those. */
export function deployment(container: ValueMap, pod: ValueMap = {}, replicas = 1): CheckedResource {
  const containers = [{ name: "main", image: "image:1", ...container }];
  const template = { metadata: { labels }, spec: { ...pod, containers } };
  return resource("kubernetes:apps/v1:Deployment", { metadata, spec: { replicas, template } });
}

export const selector = (kind: string, field: string, matchLabels: ValueMap) =>
  resource(kind, { metadata, spec: { [field]: { matchLabels } } });
export const policy = (matchLabels: ValueMap) =>
  selector("kubernetes:networking.k8s.io/v1:NetworkPolicy", "podSelector", matchLabels);
export const budget = (matchLabels: ValueMap) =>
  selector("kubernetes:policy/v1:PodDisruptionBudget", "selector", matchLabels);
export const balancer = (spec: ValueMap) =>
  resource("kubernetes:core/v1:Service", {
    metadata: { annotations: { "networking.gke.io/load-balancer-type": "Internal" } },
    spec: { type: "LoadBalancer", ...spec },
  });
export const service = (type: string, ports: readonly ValueMap[]) =>
  resource("kubernetes:core/v1:Service", { metadata: { name: "thing" }, spec: { type, ports } });
export const ingress = (annotations: ValueMap, tls: readonly ValueMap[] = []) =>
  resource("kubernetes:networking.k8s.io/v1:Ingress", {
    metadata: { name: "thing", annotations },
    spec: { tls },
  });
export const secret = (content: ValueMap) => resource("kubernetes:core/v1:Secret", content);
export const rds = (props: ValueMap) => resource("aws:rds/instance:Instance", props);
export const claim = (protect: boolean) => resource("kubernetes:core/v1:PersistentVolumeClaim", {}, protect);
export const encryptionKey = (protect: boolean) => ({
  ...resource("random:index/randomPassword:RandomPassword", {}, protect),
  name: "encryptionKey",
});

export const sizes = { cpu: "1", memory: "1Gi" };
export const confined = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
export const env = (name: string, value: string) => ({ env: [{ name, value }] });
