import { firstOfEach } from "../../values/entries";
import type { DnsPeer, LabelledPods } from "../../values/network-rule";
import type { StackConfig } from "../../stack/stack-config";

/** Where pods may ask for names. */
export interface DnsRule {
  readonly peers: readonly DnsPeer[];
  readonly ports: readonly [number];
  readonly protocols: readonly ["UDP", "TCP"];
}

/** Pods or addresses at which a kind of cluster has its DNS, asked by UDP and TCP. */
export interface DnsPlace {
  /** The kinds of clusters, in words for people. */
  readonly where: string;
  readonly peers: readonly (LabelledPods | string)[];
  /** The port that network policies see: that of the pod where the Service's address was translated before. */
  readonly ports: readonly number[];
  /** Who says so. */
  readonly source: string;
}

const dnsPort = 53;
const clusterDns = { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } } as const;

/**
 * Where clusters have their DNS unless somebody changed it; each place is one pod label or single addresses.
 * A resolver that runs on the node is no pod that a selector could match, so it is known by its address.
 */
export const knownDnsPlaces: readonly DnsPlace[] = [
  {
    where: "kubeadm, k3s, RKE2, EKS, AKS; GKE with kube-dns",
    peers: [clusterDns],
    ports: [dnsPort],
    source: "kubernetes/kubernetes: cluster/addons/dns",
  },
  {
    where: "Gardener",
    peers: [clusterDns],
    ports: [8053],
    source: "gardener/gardener: NetworkPolicy gardener.cloud--allow-to-dns",
  },
  {
    where: "OpenShift, MicroShift",
    peers: [{ namespace: "openshift-dns", labels: { "dns.operator.openshift.io/daemonset-dns": "default" } }],
    ports: [5353],
    source:
      "openshift/cluster-dns-operator: DaemonSet dns-default; OVN-Kubernetes judges translated addresses",
  },
  {
    where: "GKE with Dataplane V2, Cilium with a local redirect policy",
    peers: [{ namespace: "kube-system", labels: { "k8s-app": "node-local-dns" } }],
    ports: [dnsPort],
    source: "cloud.google.com: NodeLocal DNSCache; docs.cilium.io: Local Redirect Policy",
  },
  {
    where: "NodeLocal DNSCache: GKE (always in Autopilot), kops, Gardener",
    peers: ["169.254.20.10/32", "fd30:1319:f1e:230b::1/128"],
    ports: [dnsPort],
    source:
      "kubernetes/kubernetes: cluster/addons/dns/nodelocaldns; by IPv6 gardener/gardener: nodelocaldns constants",
  },
  {
    where: "NodeLocal DNSCache: kubespray",
    peers: ["169.254.25.10/32"],
    ports: [dnsPort],
    source: "kubernetes-sigs/kubespray: nodelocaldns_ip",
  },
  {
    where: "GKE with Cloud DNS",
    peers: ["169.254.169.254/32"],
    ports: [dnsPort],
    source: "cloud.google.com: Cloud DNS for GKE; the metadata service has other ports of that address",
  },
  {
    where: "AKS with LocalDNS",
    peers: ["169.254.10.10/32", "169.254.10.11/32"],
    ports: [dnsPort],
    source: "learn.microsoft.com: LocalDNS in AKS",
  },
  {
    where: "EKS Auto Mode, at the DNS address of both ranges that EKS chooses from",
    peers: ["10.100.0.10/32", "172.20.0.10/32"],
    ports: [dnsPort],
    source: "docs.aws.amazon.com: EKS cluster networking; aws/containers-roadmap#2552",
  },
  {
    where: "NodeLocal DNSCache at the address of the DNS Service: kubeadm, RKE2, kops and Gardener, GKE",
    peers: ["10.96.0.10/32", "10.43.0.10/32", "100.64.0.10/32", "34.118.224.10/32"],
    ports: [dnsPort],
    source:
      'kubernetes/kubernetes: cluster/addons/dns/nodelocaldns, "Network policy and DNS connectivity"; the default ranges of Services',
  },
];

/**
 * Where the pods of a stack may ask for names: one rule for each port, and one for what is looked up, which
 * stands alone so that nothing else of a policy depends on it.
 */
export function dnsRules({ network }: StackConfig): readonly DnsRule[] {
  const named = {
    peers: [
      { namespace: network.dnsNamespace, labels: network.dnsPodLabels },
      ...network.dnsAddresses.map(rangeOf),
    ],
    ports: network.dnsPorts,
  };
  const places = [named, ...(network.dnsKnownPlaces ? knownDnsPlaces : [])];
  const ports = [...new Set(places.flatMap(({ ports }) => ports))].sort((a, b) => a - b);
  const known = ports.map((port) => {
    const peers = places.filter(({ ports }) => ports.includes(port)).flatMap(({ peers }) => peers);
    const different = firstOfEach(peers.map(peerOf), (peer) => JSON.stringify(peer));
    return ruleAt(port, different);
  });
  return [...known, ruleAt(dnsPort, [{ kind: "dns-service" }])];
}

function ruleAt(port: number, peers: readonly DnsPeer[]): DnsRule {
  return { peers, ports: [port], protocols: ["UDP", "TCP"] };
}

function peerOf(peer: DnsPlace["peers"][number]): DnsPeer {
  return typeof peer === "string"
    ? { kind: "addresses", cidr: peer, except: [] }
    : { kind: "pods", namespace: peer.namespace, labels: peer.labels };
}

/** An address as a range of that address alone; a range as it is. */
export function rangeOf(address: string): string {
  if (address.includes("/")) {
    return address;
  }
  return `${address}/${address.includes(":") ? 128 : 32}`;
}

/**
 * The address of cluster DNS in a range of Services, which is the tenth by a custom that kubeadm, EKS and GKE
 * keep. Undefined where the range is none.
 */
export function dnsAddressIn(serviceRange: string): string | undefined {
  const [base = ""] = serviceRange.split("/");
  if (base.includes(":")) {
    return base.endsWith("::") ? `${base}a` : undefined;
  }
  const octets = base.split(".").map(Number);
  const last = octets.pop();
  return octets.length === 3 && last !== undefined && last <= 245
    ? [...octets, last + 10].join(".")
    : undefined;
}
