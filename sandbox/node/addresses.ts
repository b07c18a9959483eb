/** The network of a real node. It is one of its own, so two nodes side by side have the same addresses. */
export const addresses = {
  node: "10.99.0.1",
  /** What lies beyond the node: clients, load balancers and servers outside the cluster. */
  external: "10.99.0.2",
  nodePrefixLength: 24,
  /** Where clouds answer pods about themselves, with credentials if asked; it is beyond the node here too. */
  cloudMetadata: "169.254.169.254",
  /** Where the API server is for the node and its pods. */
  apiServerPort: 6443,
  /** The Service "kubernetes" and cluster DNS, both of the API server's range. */
  kubernetesService: "10.96.0.1",
  clusterDns: "10.96.0.10",
  /** Where a resolver on the node itself answers, in the place of that Service: NodeLocal DNSCache's address. */
  nodeDns: "169.254.20.10",
  serviceRange: "10.96.0.0/16",
  podRange: "10.244.0.0/24",
  bridge: "cni0",
} as const;

/** The name of the real node. */
export const realNodeName = "sandbox-1";

/** As whom the node reads NetworkPolicies. */
export const policyEnforcer = "sandbox-network-policies";
