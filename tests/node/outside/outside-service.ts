import { addresses } from "../../../sandbox/node/addresses";

interface OutsidePlace {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
}

/** What makes a server beyond the node known by a name: a Service without pods, and its endpoint. */
export function outsideService({ name, namespace, port }: OutsidePlace): readonly object[] {
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace },
      spec: { clusterIP: "None", ports: [{ port }] },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name, namespace, labels: { "kubernetes.io/service-name": name } },
      addressType: "IPv4",
      endpoints: [{ addresses: [addresses.external] }],
      ports: [{ port }],
    },
  ];
}
