import { z } from "zod";
import { addressOrRange, dnsLabel, labels, tcpPort, yesOrNo } from "./fields/fields";

/** The Service of the cluster's DNS. */
const dnsService = z.strictObject({
  namespace: dnsLabel.default("kube-system").describe("Its namespace."),
  name: dnsLabel.default("kube-dns").describe("Its name."),
});

/** What the NetworkPolicies need to know. */
export const network = z
  .strictObject({
    dnsNamespace: dnsLabel
      .default("kube-system")
      .describe("Namespace of the pods of the cluster's DNS, which every pod of the stack may ask."),
    dnsPodLabels: labels.default({ "k8s-app": "kube-dns" }).describe("Labels of those pods."),
    dnsAddresses: z
      .array(addressOrRange)
      .default([])
      .describe(
        "Addresses of the cluster's DNS, where it is no pod or is asked by the address of its Service: what `/etc/resolv.conf` of a pod names.",
      ),
    dnsPorts: z
      .array(tcpPort)
      .min(1, "at least one port")
      .default([53, 5353])
      .describe(
        "Ports of these pods and addresses, by UDP and TCP. Many network plugins judge the port of the pod, not that of the Service.",
      ),
    dnsKnownPlaces: yesOrNo
      .default(true)
      .describe(
        "Also allow where the DNS of known kinds of clusters is, each at its own port (docs/network.md). Off: what the other `dns` keys name, and what a cloud says of a cluster that `cluster` names.",
      ),
    dnsService: dnsService
      .optional()
      .describe(
        "The Service of the cluster's DNS, whose addresses are then read at every preview and allowed at port 53; whoever runs Pulumi needs the right to `get` it. Default: it is not read.",
      ),
  })
  .prefault({});
