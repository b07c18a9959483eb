import type { SandboxObject } from "../control-plane/objects";
import { addresses, policyEnforcer } from "./addresses";
import { dnsImage } from "./base-images";

const namespace = "kube-system";
const name = "coredns";
/** The label by which every cluster's DNS is known, also to NetworkPolicies. */
const labels = { "k8s-app": "kube-dns" };

const corefile = `.:53 {
  errors
  health
  ready
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    pods insecure
    ttl 5
  }
  cache 5
  reload
}
`;

function access(verbs: readonly string[], apiGroup: string, resources: readonly string[]) {
  return { verbs, apiGroups: [apiGroup], resources };
}

const role = { apiVersion: "rbac.authorization.k8s.io/v1", metadata: { name: "system:coredns" } };

const rights: readonly SandboxObject[] = [
  {
    ...role,
    kind: "ClusterRole",
    rules: [
      access(["list", "watch"], "", ["endpoints", "services", "pods", "namespaces"]),
      access(["list", "watch"], "discovery.k8s.io", ["endpointslices"]),
    ],
  },
  {
    ...role,
    kind: "ClusterRoleBinding",
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role.metadata.name },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: "sandbox-kube-proxy" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "system:node-proxier" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "system:kube-proxy" }],
  },
];

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

function deployment(image: string): SandboxObject {
  const port = (containerPort: number, protocol: string) => ({ containerPort, protocol });
  const probe = (path: string, httpPort: number) => ({ httpGet: { path, port: httpPort }, periodSeconds: 1 });
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          dnsPolicy: "Default",
          priorityClassName: "system-cluster-critical",
          containers: [
            {
              name,
              image,
              args: ["-conf", "/etc/coredns/Corefile"],
              ports: [port(53, "UDP"), port(53, "TCP")],
              readinessProbe: probe("/ready", 8181),
              volumeMounts: [{ name: "config", mountPath: "/etc/coredns", readOnly: true }],
            },
          ],
          volumes: [{ name: "config", configMap: { name } }],
        },
      },
    },
  };
}

/** The objects that a real node needs: the way to the API server for its pods, and cluster DNS. */
export function nodeObjects(root: string): readonly SandboxObject[] {
  const port = (protocol: string) => ({ name: `dns-${protocol.toLowerCase()}`, port: 53, protocol });
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
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data: { Corefile: corefile } },
    deployment(dnsImage(root)),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "kube-dns", namespace, labels },
      spec: { clusterIP: addresses.clusterDns, selector: labels, ports: [port("UDP"), port("TCP")] },
    },
  ];
}
