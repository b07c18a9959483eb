/** Kubernetes objects that guard a stack: against traffic, drains, excess and privileges. */
export const guardKinds: readonly string[] = [
  "NetworkPolicy",
  "PodDisruptionBudget",
  "ResourceQuota",
  "LimitRange",
];

/** Type tokens of the clouds' guards around databases, caches and load balancers. */
const cloudGuards = /SecurityGroup|Firewall|PrivateEndpoint|:Policy|Iam|RoleAssignment/;

/** Whether a resource guards others. */
export function isGuard(kind: string, type: string): boolean {
  return type.startsWith("kubernetes:") ? guardKinds.includes(kind) : cloudGuards.test(type);
}
