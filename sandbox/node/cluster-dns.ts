import { addresses } from "./addresses";

/** Where a real node can have the cluster's DNS, as kinds of clusters have it. */
export const dnsKinds = ["pods", "node", "openshift"] as const;

export type DnsKind = (typeof dnsKinds)[number];

/** Where the cluster's DNS is, and how NetworkPolicies see it. */
export interface ClusterDns {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where pods ask, at port 53. */
  readonly address: string;
  /** The port that it listens on. */
  readonly port: number;
  /** The Service with that address; undefined where the server is on the node's own network, as no pod is. */
  readonly service: string | undefined;
}

const kubeDns = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } } as const;

export const clusterDns: Readonly<Record<DnsKind, ClusterDns>> = {
  // kubeadm, EKS, AKS.
  pods: { ...kubeDns, address: addresses.clusterDns, port: 53, service: "kube-dns" },
  // NodeLocal DNSCache and the clouds' own resolvers: a link-local address that no Service leads to.
  node: { ...kubeDns, address: addresses.nodeDns, port: 53, service: undefined },
  // A policy sees the port that the Service's address was translated to.
  openshift: {
    namespace: "openshift-dns",
    labels: { "dns.operator.openshift.io/daemonset-dns": "default" },
    address: addresses.clusterDns,
    port: 5353,
    service: "dns-default",
  },
};
