/** Kubernetes objects that guard a stack, with what they decide. */
const guardWords: Readonly<Record<string, string>> = {
  NetworkPolicy: "who may connect to it and where it may connect",
  PodDisruptionBudget: "how many of its pods a drained node may take",
  ResourceQuota: "what all pods together may use",
  LimitRange: "what one container may use",
};

export const guardKinds: readonly string[] = Object.keys(guardWords);

/** What a guard decides, in words; a cloud's guards are about connections. */
export function guardedBy(kind: string): string {
  return guardWords[kind] ?? "who may reach a server outside the cluster";
}

/** Type tokens of the clouds' guards around databases, caches and load balancers. */
const cloudGuards = /SecurityGroup|Firewall|PrivateEndpoint|:Policy|Iam|RoleAssignment/;

/** Whether a resource guards others. */
export function isGuard(kind: string, type: string): boolean {
  return type.startsWith("kubernetes:") ? guardKinds.includes(kind) : cloudGuards.test(type);
}
