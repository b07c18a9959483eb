import { readFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Layout } from "../control-plane/layout";
import { kubeconfigFor } from "../control-plane/identities";
import { writeChanged } from "../atomic-write";
import { addresses, realNodeName } from "./addresses";
import { pauseImage } from "./images/base-images";
import type { NodeLayout } from "./node-layout";

const etc = "/etc/node";

/** Files of the node, as its own programs see them. */
export const nodeFiles = {
  containerd: `${etc}/containerd.toml`,
  containerdSocket: "/run/containerd/containerd.sock",
  network: `${etc}/network`,
  kubelet: `${etc}/kubelet.yaml`,
  kubeletAccess: `${etc}/kubelet.kubeconfig`,
  proxy: `${etc}/kube-proxy.yaml`,
  proxyAccess: `${etc}/kube-proxy.kubeconfig`,
  authority: `${etc}/ca.crt`,
  certificate: `${etc}/kubelet.crt`,
  key: `${etc}/kubelet.key`,
  resolver: `${etc}/resolv.conf`,
  policies: `${etc}/policies.nft`,
} as const;

const containerd = `version = 2
disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", \
"io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", \
"io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp"]

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  # These need rights that the machine may not have itself, such as when it is a container or a small VM.
  restrict_oom_score_adj = true
  disable_apparmor = true
  disable_hugetlb_controller = true
  tolerate_missing_hugetlb_controller = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${nodeFiles.network}"

  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false
`;

const network = {
  cniVersion: "1.0.0",
  name: "node",
  plugins: [
    {
      type: "bridge",
      bridge: addresses.bridge,
      isGateway: true,
      ipMasq: false,
      hairpinMode: true,
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: addresses.podRange }]],
        routes: [{ dst: "0.0.0.0/0" }],
      },
    },
  ],
};

function kubelet(controlGroup: string, dnsAddress: string) {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: addresses.node,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: nodeFiles.authority },
    },
    authorization: { mode: "Webhook" },
    tlsCertFile: nodeFiles.certificate,
    tlsPrivateKeyFile: nodeFiles.key,
    cgroupDriver: "cgroupfs",
    cgroupRoot: `/${controlGroup}`,
    // The machine's own choice of version, and its swap, are none of this node's business.
    failCgroupV1: false,
    failSwapOn: false,
    containerRuntimeEndpoint: `unix://${nodeFiles.containerdSocket}`,
    clusterDNS: [dnsAddress],
    clusterDomain: "cluster.local",
    resolvConf: nodeFiles.resolver,
    // Images cannot be brought back by a pull, and the disk is the machine's.
    imageGCHighThresholdPercent: 100,
    evictionHard: {
      "memory.available": "100Mi",
      "nodefs.available": "1%",
      "nodefs.inodesFree": "1%",
      "imagefs.available": "1%",
    },
    // A node that is started again is told apart from one that was lost by its next report.
    nodeStatusUpdateFrequency: "5s",
    registryPullQPS: 0,
  };
}

const proxy = {
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  clientConnection: { kubeconfig: nodeFiles.proxyAccess },
  mode: "nftables",
  clusterCIDR: addresses.podRange,
  hostnameOverride: realNodeName,
  healthzBindAddress: "127.0.0.1:10256",
  metricsBindAddress: "127.0.0.1:10249",
  conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  // Pods come and go within a second in tests; a client waits for the rules no longer than that.
  nftables: { minSyncPeriod: "100ms", syncPeriod: "30s" },
};

/**
 * Writes the node's configuration and identities to where the node sees them as /etc/node.
 * @param dnsAddress where pods ask for names
 */
export function writeNodeFiles(layout: Layout, node: NodeLayout, dnsAddress: string): void {
  const apiServer = `https://${addresses.node}:${addresses.apiServerPort}`;
  const write = (path: string, content: string): void => {
    writeChanged(join(node.etc, path.slice(etc.length)), content);
  };
  [node.etc, node.logs, node.volumes].forEach((folder) => mkdirSync(folder, { recursive: true }));
  write(nodeFiles.containerd, containerd);
  write(`${nodeFiles.network}/10-node.conflist`, JSON.stringify(network));
  write(nodeFiles.kubelet, stringify(kubelet(node.controlGroup, dnsAddress)));
  write(nodeFiles.proxy, stringify(proxy));
  write(nodeFiles.kubeletAccess, kubeconfigFor(layout, "kubelet", apiServer));
  write(nodeFiles.proxyAccess, kubeconfigFor(layout, "kube-proxy", apiServer));
  write(nodeFiles.authority, readFileSync(layout.authority, "utf8"));
  write(nodeFiles.certificate, readFileSync(layout.certificate("server"), "utf8"));
  write(nodeFiles.key, readFileSync(layout.key("server"), "utf8"));
  // The world outside has no name server.
  write(nodeFiles.resolver, `nameserver ${addresses.external}\n`);
}

/** How the API server reaches kubelets, pods and Services: through the node's own network. */
export function egressSelection(node: NodeLayout): string {
  return stringify({
    apiVersion: "apiserver.k8s.io/v1beta1",
    kind: "EgressSelectorConfiguration",
    egressSelections: [
      {
        name: "cluster",
        connection: { proxyProtocol: "HTTPConnect", transport: { uds: { udsName: node.sockets.node } } },
      },
    ],
  });
}
