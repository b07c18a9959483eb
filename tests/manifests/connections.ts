import { z } from "zod";
import type { RenderedObject } from "../../cli/render/rendered-objects";
import { evaluate } from "./evaluator";

const labels = z.record(z.string(), z.string());
const template = z.object({ metadata: z.object({ labels }) });
const workload = z
  .object({
    spec: z.union([
      z.object({ template }),
      z.object({ jobTemplate: z.object({ spec: z.object({ template }) }) }),
    ]),
  })
  .transform(
    ({ spec }) => ("template" in spec ? spec.template : spec.jobTemplate.spec.template).metadata.labels,
  );

/** A pod or, without a namespace, an address outside of the cluster's pods. */
export interface Peer {
  readonly name: string;
  readonly ip: string;
  readonly namespace?: string;
  readonly namespaceLabels?: z.output<typeof labels>;
  readonly labels?: z.output<typeof labels>;
}

/** A pod of a namespace, by its labels. */
export function podOf(
  name: string,
  ip: string,
  pod: { readonly namespace: string; readonly labels: Peer["labels"] },
): Peer {
  const namespaceLabels = { "kubernetes.io/metadata.name": pod.namespace };
  return { name, ip, namespaceLabels, namespace: pod.namespace, labels: pod.labels ?? {} };
}

export interface Port {
  readonly protocol: "TCP" | "UDP";
  readonly port: number;
}

/** Who else there is: pods of other namespaces, and addresses. */
const others: readonly Peer[] = [
  podOf("cluster DNS", "10.244.9.1", { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } }),
  podOf("pod of kube-system", "10.244.9.2", { namespace: "kube-system", labels: {} }),
  // With a label of ours, which counts in our namespace alone.
  podOf("pod elsewhere", "10.244.9.3", {
    namespace: "elsewhere",
    labels: { "app.kubernetes.io/component": "app", "app.kubernetes.io/part-of": "openops" },
  }),
  podOf("Prometheus", "10.244.9.4", { namespace: "monitoring", labels: {} }),
  { name: "internet", ip: "203.0.113.80" },
  { name: "internet by IPv6", ip: "2001:db8::80" },
  { name: "metadata service", ip: "169.254.169.254" },
  { name: "API server", ip: "10.96.0.1" },
  { name: "node", ip: "192.168.1.10" },
  { name: "private network", ip: "172.16.1.10" },
];

/** The names of those who are not of the stack. */
export const outsiders: readonly string[] = others.map(({ name }) => name);

/** TCP ports of ours, of images, of the API server and kubelet, of what people must not reach, and one of nobody. */
const tcpPorts = [
  ...[25, 53, 80, 443, 988, 3000, 3005, 5432, 6379, 6443, 8080, 8081, 8088, 8089, 8443, 9113, 9115, 9121],
  ...[9187, 10250, 23456],
];
const ports: readonly Port[] = [
  ...tcpPorts.map((port) => ({ protocol: "TCP" as const, port })),
  ...[53, 443].map((port) => ({ protocol: "UDP" as const, port })),
];

interface Surroundings {
  /** Addresses of servers of this stack. */
  readonly servers?: readonly { readonly name: string; readonly ip: string }[];
  /** Pods that others make in the stack's namespace, by their labels. */
  readonly guests?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Every connection that the NetworkPolicies of rendered objects allow, by who connects to whom: the ports,
 * as an engine judges that is not ours. Connections between two others are none of the stack's.
 */
export function allowedConnections(
  objects: readonly RenderedObject[],
  { servers = [], guests = {} }: Surroundings = {},
): Readonly<Record<string, string>> {
  const outside = [...others, ...servers];
  const isOutside = (name: string): boolean => outside.some((peer) => peer.name === name);
  const connections = new Map<string, string[]>();
  for (const { from, to, port } of judged(objects, { others: outside, guests, ports })) {
    if (!isOutside(from) || !isOutside(to)) {
      connections.set(`${from} -> ${to}`, [...(connections.get(`${from} -> ${to}`) ?? []), port]);
    }
  }
  return Object.fromEntries([...connections].map(([pair, allowed]) => [pair, told(allowed)]));
}

/** The pods that rendered objects make, by the names of what makes them, with their labels. */
export function renderedPods(objects: readonly RenderedObject[]): ReadonlyMap<string, Peer["labels"]> {
  return new Map(
    objects.flatMap(({ name, content }) => {
      const parsed = workload.safeParse(content);
      return parsed.success ? [[name.replace(/-[0-9a-f]{8}$/, ""), parsed.data] as const] : [];
    }),
  );
}

interface Question {
  readonly others: readonly Peer[];
  readonly guests?: Surroundings["guests"];
  readonly ports: readonly Port[];
}

interface Connection {
  readonly from: string;
  readonly to: string;
  /** For instance `53/UDP`. */
  readonly port: string;
}

/** Every connection at the ports that the NetworkPolicies of rendered objects allow. */
export function judged(
  objects: readonly RenderedObject[],
  { others, guests = {}, ports }: Question,
): readonly Connection[] {
  const policies = objects.filter(({ kind }) => kind === "NetworkPolicy").map(({ content }) => content);
  const inside = [...renderedPods(objects), ...Object.entries(guests)];
  const { namespace } = z.object({ namespace: z.string() }).parse(policies[0]?.metadata);
  const pods = inside.map(([name, labels], index) =>
    podOf(name, `10.244.1.${index + 1}`, { namespace, labels }),
  );
  const written = evaluate("connections", {
    input: JSON.stringify({ policies, peers: [...pods, ...others], ports }),
  });
  return written
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [, from = "", to = "", port = ""] = /^(.+) -> (.+):(\d+\/\w+)$/.exec(line) ?? [];
      return { from, to, port };
    });
}

function told(allowed: readonly string[]): string {
  const every = tcpPorts.map((port) => `${port}/TCP`);
  const isEvery = every.every((port) => allowed.includes(port));
  const rest = isEvery ? allowed.filter((port) => !every.includes(port)) : allowed;
  return [...(isEvery ? ["every TCP port"] : []), ...[...rest].sort()].join(", ");
}
