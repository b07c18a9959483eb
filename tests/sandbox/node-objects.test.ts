import { resolve } from "node:path";
import { pathOf } from "../../sandbox/control-plane/objects";
import { nodeObjects } from "../../sandbox/node/node-objects";

const root = resolve(__dirname, "../..");

describe("the objects", () => {
  test("of a real node are found under the API paths of their kinds", () => {
    expect(nodeObjects(root, "pods").map(pathOf)).toEqual([
      "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes",
      "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/sandbox-kube-proxy",
      "/apis/rbac.authorization.k8s.io/v1/clusterroles/sandbox-network-policies",
      "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/sandbox-network-policies",
      "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:coredns",
      "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/system:coredns",
      "/api/v1/namespaces/kube-system/serviceaccounts/coredns",
      "/api/v1/namespaces/kube-system/configmaps/coredns",
      "/apis/apps/v1/namespaces/kube-system/deployments/coredns",
      "/api/v1/namespaces/kube-system/services/kube-dns",
    ]);
  });

  test("of a node that answers for names itself have no Service, and a server on the node's network", () => {
    const objects = nodeObjects(root, "node");
    const server = objects.find(({ kind }) => kind === "Deployment");

    expect(objects.filter(({ kind }) => kind === "Service")).toEqual([]);
    expect(server).toMatchObject({ spec: { template: { spec: { hostNetwork: true } } } });
    expect(objects.find(({ kind }) => kind === "ConfigMap")).toMatchObject({
      data: { Corefile: expect.stringContaining(".:53 {\n  bind 169.254.20.10\n") },
    });
  });

  test("of DNS as in OpenShift lead from the Service's port 53 to pods that listen on 5353", () => {
    const objects = nodeObjects(root, "openshift");
    const paths = objects.map(pathOf);

    expect(paths).toContain("/api/v1/namespaces/openshift-dns");
    expect(objects[paths.indexOf("/api/v1/namespaces/openshift-dns/services/dns-default")]).toMatchObject({
      spec: {
        clusterIP: "10.96.0.10",
        selector: { "dns.operator.openshift.io/daemonset-dns": "default" },
        ports: [
          { port: 53, targetPort: 5353, protocol: "UDP" },
          { port: 53, targetPort: 5353, protocol: "TCP" },
        ],
      },
    });
  });
});
