import { podOf, type Peer, type Port } from "./connections";

/** Where a kind of cluster has its resolver, as the plugin that enforces policies sees a question to it. */
export interface DnsLayout {
  readonly cluster: string;
  readonly resolver: Peer;
  readonly port: number;
}

function pods(
  cluster: string,
  pod: { readonly namespace: string; readonly labels: Peer["labels"]; readonly port: number },
): DnsLayout {
  return { cluster, resolver: podOf(cluster, "10.244.9.1", pod), port: pod.port };
}

function address(cluster: string, ip: string): DnsLayout {
  return { cluster, resolver: { name: cluster, ip }, port: 53 };
}

const openShiftDns = { "dns.operator.openshift.io/daemonset-dns": "default" };

/** The layouts that need no setting, with what the vendors' documents say of them. */
export const dnsLayouts: readonly DnsLayout[] = [
  pods("CoreDNS of kubeadm, k3s, EKS and AKS, and GKE's kube-dns", {
    namespace: "kube-system",
    labels: { "k8s-app": "kube-dns", "pod-template-hash": "5d78c9869d" },
    port: 53,
  }),
  pods("CoreDNS of Gardener, after the Service's address was translated", {
    namespace: "kube-system",
    labels: { "k8s-app": "kube-dns" },
    port: 8053,
  }),
  pods("NodeLocal DNSCache under Dataplane V2, to whose pods questions are redirected", {
    namespace: "kube-system",
    labels: { "k8s-app": "node-local-dns" },
    port: 53,
  }),
  pods("OpenShift, after the Service's address was translated", {
    namespace: "openshift-dns",
    labels: openShiftDns,
    port: 5353,
  }),
  address("NodeLocal DNSCache of GKE, kops and Gardener", "169.254.20.10"),
  address("NodeLocal DNSCache of kubespray", "169.254.25.10"),
  address("NodeLocal DNSCache of Gardener by IPv6", "fd30:1319:f1e:230b::1"),
  address("Cloud DNS of GKE", "169.254.169.254"),
  address("LocalDNS of AKS, for the cluster's names", "169.254.10.11"),
  address("LocalDNS of AKS, for the node's names", "169.254.10.10"),
  address("EKS Auto Mode's own resolver in 10.100.0.0/16", "10.100.0.10"),
  address("EKS Auto Mode's own resolver in 172.20.0.0/16", "172.20.0.10"),
  address("NodeLocal DNSCache at the Service's address of kubeadm", "10.96.0.10"),
  address("NodeLocal DNSCache at the Service's address of RKE2", "10.43.0.10"),
  address("NodeLocal DNSCache at the Service's address of kops and Gardener", "100.64.0.10"),
  address("NodeLocal DNSCache at the Service's address of GKE", "34.118.224.10"),
];

/** What is near a resolver and must stay closed: metadata services, other ports and other pods. */
export const closedPlaces: readonly (Peer & { readonly ports: readonly Port[] })[] = [
  { name: "metadata", ip: "169.254.169.254", ports: tcp(80, 443, 988, 5353, 8053, 8080) },
  { name: "GKE metadata", ip: "169.254.169.252", ports: both(53, 80, 988) },
  { name: "EKS Pod Identity", ip: "169.254.170.23", ports: both(53, 80) },
  { name: "AWS resolver", ip: "169.254.169.253", ports: both(53) },
  { name: "node cache", ip: "169.254.20.10", ports: both(80, 5353, 8053, 8080, 9253) },
  { name: "beside LocalDNS", ip: "169.254.10.12", ports: both(53) },
  { name: "API server", ip: "10.96.0.1", ports: both(53, 443) },
  { name: "another Service", ip: "10.96.0.11", ports: both(53) },
  { name: "node", ip: "192.168.1.10", ports: both(53, 5353, 10250) },
  { name: "private network", ip: "172.16.1.10", ports: both(53, 5353) },
  {
    ...podOf("DNS pod, health", "10.244.9.1", {
      namespace: "kube-system",
      labels: { "k8s-app": "kube-dns" },
    }),
    ports: tcp(80, 8080, 8181, 9153),
  },
  { ...podOf("pod of kube-system", "10.244.9.2", { namespace: "kube-system", labels: {} }), ports: both(53) },
  {
    ...podOf("a pod that says it is DNS", "10.244.9.3", {
      namespace: "elsewhere",
      labels: { "k8s-app": "kube-dns", ...openShiftDns },
    }),
    ports: both(53, 5353, 8053),
  },
  {
    ...podOf("node resolver of OpenShift", "10.244.9.4", { namespace: "openshift-dns", labels: {} }),
    ports: both(53, 5353),
  },
  {
    ...podOf("OpenShift's DNS, metrics", "10.244.9.5", { namespace: "openshift-dns", labels: openShiftDns }),
    ports: tcp(80, 8080, 9154),
  },
];

function tcp(...ports: readonly number[]): readonly Port[] {
  return ports.map((port) => ({ protocol: "TCP", port }));
}

/** Ports by UDP and by TCP. */
export function both(...ports: readonly number[]): readonly Port[] {
  return ports.flatMap((port) => [
    { protocol: "TCP", port },
    { protocol: "UDP", port },
  ]);
}
