import type { SandboxObject } from "../control-plane/objects";
import { addresses, policyEnforcer } from "./addresses";
import type { DnsKind } from "./cluster-dns";
import { dnsObjects } from "./dns-objects";

const rights: readonly SandboxObject[] = [
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "sandbox-kube-proxy" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "system:node-proxier" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "system:kube-proxy" }],
  },
];

function access(verbs: readonly string[], apiGroup: string, resources: readonly string[]) {
  return { verbs, apiGroups: [apiGroup], resources };
}

/** What the node's NetworkPolicies are read with. */
const enforcement: readonly SandboxObject[] = [
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: policyEnforcer },
    rules: [
      access(["list", "watch"], "", ["pods", "namespaces"]),
      access(["list", "watch"], "networking.k8s.io", ["networkpolicies"]),
    ],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: policyEnforcer },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: policyEnforcer },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: policyEnforcer }],
  },
];

/** The objects that a real node needs: the way to the API server for its pods, and cluster DNS. */
export function nodeObjects(root: string, dns: DnsKind): readonly SandboxObject[] {
  return [
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: {
        name: "kubernetes",
        namespace: "default",
        labels: { "kubernetes.io/service-name": "kubernetes" },
      },
      addressType: "IPv4",
      endpoints: [{ addresses: [addresses.node], conditions: { ready: true } }],
      ports: [{ name: "https", port: addresses.apiServerPort, protocol: "TCP" }],
    },
    ...rights,
    ...enforcement,
    ...dnsObjects(root, dns),
  ];
}
