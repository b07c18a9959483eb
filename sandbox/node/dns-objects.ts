import type { SandboxObject } from "../control-plane/objects";
import { clusterDns, type ClusterDns, type DnsKind } from "./cluster-dns";
import { dnsImage } from "./images/base-images";

const name = "coredns";
const role = { apiVersion: "rbac.authorization.k8s.io/v1", metadata: { name: "system:coredns" } };

function corefile({ port, service, address }: ClusterDns): string {
  const bound = service === undefined ? [`  bind ${address}`] : [];
  return [
    `.:${port} {`,
    ...bound,
    "  errors",
    "  health",
    "  ready",
    "  kubernetes cluster.local in-addr.arpa ip6.arpa {",
    "    pods insecure",
    "    ttl 5",
    "  }",
    "  cache 5",
    "  reload",
    "}",
    "",
  ].join("\n");
}

function rights(namespace: string): readonly SandboxObject[] {
  const access = (apiGroup: string, resources: readonly string[]) => {
    return { verbs: ["list", "watch"], apiGroups: [apiGroup], resources };
  };
  return [
    {
      ...role,
      kind: "ClusterRole",
      rules: [
        access("", ["endpoints", "services", "pods", "namespaces"]),
        access("discovery.k8s.io", ["endpointslices"]),
      ],
    },
    {
      ...role,
      kind: "ClusterRoleBinding",
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role.metadata.name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
  ];
}

function deployment(image: string, { namespace, labels, port, service }: ClusterDns): SandboxObject {
  const open = (protocol: string) => ({ containerPort: port, protocol });
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
          hostNetwork: service === undefined,
          priorityClassName: "system-cluster-critical",
          containers: [
            {
              name,
              image,
              args: ["-conf", "/etc/coredns/Corefile"],
              ports: [open("UDP"), open("TCP")],
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

/** The objects of the cluster's DNS. */
export function dnsObjects(root: string, kind: DnsKind): readonly SandboxObject[] {
  const dns = clusterDns[kind];
  const { namespace, labels, address, port, service } = dns;
  const served = (protocol: string) => ({
    name: `dns-${protocol.toLowerCase()}`,
    port: 53,
    targetPort: port,
    protocol,
  });
  return [
    ...(namespace === "kube-system"
      ? []
      : [{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }]),
    ...rights(namespace),
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace }, data: { Corefile: corefile(dns) } },
    deployment(dnsImage(root), dns),
    ...(service === undefined
      ? []
      : [
          {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name: service, namespace, labels },
            spec: { clusterIP: address, selector: labels, ports: [served("UDP"), served("TCP")] },
          },
        ]),
  ];
}
