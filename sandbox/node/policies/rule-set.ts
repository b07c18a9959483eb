import {
  selects,
  type Namespace,
  type NetworkPolicy,
  type Peer,
  type Pod,
  type Port,
} from "./cluster-objects";

/** Everything in a cluster that says who may connect to whom. */
export interface PolicyFacts {
  readonly policies: readonly NetworkPolicy[];
  readonly pods: readonly Pod[];
  readonly namespaces: readonly Namespace[];
}

type Direction = "Ingress" | "Egress";

/** One rule of a policy, the same for both directions. */
interface PeerRule {
  readonly namespace: string;
  readonly peers: readonly Peer[];
  readonly ports: readonly Port[];
}

/** Where the other side of a connection is: a match of nft, and the pods that it means. */
interface Place {
  readonly match: string;
  readonly pods: readonly Pod[];
}

const table = "inet network-policies";

/** After the rules of Services, so that an address here is a pod's own and not a Service's. */
const priority = 10;

/** The pods that have an address of their own. */
function addressed({ pods }: PolicyFacts): readonly Pod[] {
  return pods.filter(
    ({ spec, status }) =>
      status.podIP !== undefined &&
      !spec.hostNetwork &&
      status.phase !== "Succeeded" &&
      status.phase !== "Failed",
  );
}

function rulesOf(
  { metadata: { namespace }, spec }: NetworkPolicy,
  direction: Direction,
): readonly PeerRule[] {
  return direction === "Ingress"
    ? spec.ingress.map(({ from, ports }) => ({ namespace, peers: from, ports }))
    : spec.egress.map(({ to, ports }) => ({ namespace, peers: to, ports }));
}

function podsOf(peer: Peer, namespace: string, facts: PolicyFacts): readonly Pod[] {
  const { podSelector, namespaceSelector } = peer;
  const namespaces =
    namespaceSelector === undefined
      ? [namespace]
      : facts.namespaces
          .filter(({ metadata }) => selects(namespaceSelector, metadata.labels))
          .map(({ metadata }) => metadata.name);
  return addressed(facts).filter(
    ({ metadata }) =>
      namespaces.includes(metadata.namespace) &&
      (podSelector === undefined || selects(podSelector, metadata.labels)),
  );
}

function addressesOf(pods: readonly Pod[]): string {
  return pods
    .flatMap(({ status: { podIP } }) => (podIP === undefined ? [] : [podIP]))
    .sort()
    .join(", ");
}

/** Where a rule's peers are; nowhere at all is an empty list. */
function placesOf(
  { peers, namespace }: PeerRule,
  direction: Direction,
  facts: PolicyFacts,
): readonly Place[] {
  const field = direction === "Ingress" ? "ip saddr" : "ip daddr";
  if (peers.length === 0) {
    return [{ match: "", pods: addressed(facts) }];
  }
  return peers.flatMap((peer): readonly Place[] => {
    if (peer.ipBlock !== undefined) {
      const { cidr, except } = peer.ipBlock;
      const not = except.length === 0 ? "" : ` ${field} != { ${except.join(", ")} }`;
      return cidr.includes(":") ? [] : [{ match: `${field} ${cidr}${not}`, pods: addressed(facts) }];
    }
    const pods = podsOf(peer, namespace, facts);
    return pods.length === 0 ? [] : [{ match: `${field} { ${addressesOf(pods)} }`, pods }];
  });
}

/** The number that a pod gives a port's name, where it does. */
function numberOf({ spec }: Pod, name: string, protocol: string): number | undefined {
  return spec.containers
    .flatMap(({ ports }) => ports)
    .find((port) => port.name === name && port.protocol === protocol)?.containerPort;
}

/** The matches of a rule's ports; a name means what each of the receiving pods means by it. */
function portsOf({ ports }: PeerRule, receivers: readonly Pod[]): readonly string[] {
  if (ports.length === 0) {
    return [""];
  }
  return ports.flatMap(({ protocol, port, endPort }) => {
    const kind = protocol.toLowerCase();
    if (port === undefined) {
      return [`meta l4proto ${kind}`];
    }
    if (typeof port === "number") {
      return [`${kind} dport ${endPort === undefined ? port : `${port}-${endPort}`}`];
    }
    return receivers.flatMap((pod) => {
      const number = numberOf(pod, port, protocol);
      return number === undefined ? [] : [`ip daddr ${pod.status.podIP ?? ""} ${kind} dport ${number}`];
    });
  });
}

/** The rules for one pod in one direction; undefined where no policy speaks of it, which allows everything. */
function chainOf(pod: Pod, direction: Direction, facts: PolicyFacts): readonly string[] | undefined {
  const policies = facts.policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === pod.metadata.namespace &&
      spec.policyTypes.includes(direction) &&
      selects(spec.podSelector, pod.metadata.labels),
  );
  if (policies.length === 0) {
    return undefined;
  }
  const own = pod.status.podIP ?? "";
  const allowed = policies
    .flatMap((policy) => rulesOf(policy, direction))
    .flatMap((rule) =>
      placesOf(rule, direction, facts).flatMap(({ match, pods }) =>
        portsOf(rule, direction === "Ingress" ? [pod] : pods).map((ports) => [match, ports, "return"]),
      ),
    )
    .map((words) => words.filter((word) => word !== "").join(" "));
  // A pod may always talk to itself.
  return [`ip saddr ${own} ip daddr ${own} return`, ...new Set(allowed), "drop"];
}

interface Chain {
  readonly address: string;
  readonly name: string;
  readonly lines: readonly string[];
}

function chainsOf(direction: Direction, facts: PolicyFacts): readonly Chain[] {
  const prefix = direction === "Ingress" ? "to" : "from";
  return addressed(facts)
    .flatMap((pod) => {
      const address = pod.status.podIP ?? "";
      const lines = chainOf(pod, direction, facts);
      return lines === undefined ? [] : [{ address, name: `${prefix}-${address}`, lines }];
    })
    .sort((left, right) => left.name.localeCompare(right.name));
}

function block(head: string, lines: readonly string[]): readonly string[] {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), "}"];
}

/** Sends each pod's traffic to its chain, from which what is allowed comes back. */
function dispatch(field: "saddr" | "daddr", chains: readonly Chain[]): readonly string[] {
  const verdicts = chains.map(({ address, name }) => `${address} : jump ${name}`);
  return verdicts.length === 0 ? [] : [`ip ${field} vmap { ${verdicts.join(", ")} }`];
}

/**
 * The rules of nft that enforce NetworkPolicies on a node with all pods of a cluster; they replace those that
 * were there as a whole. What a policy refuses is dropped, as the usual network plugins do. Connections that
 * exist stay, IPv6 there is none, and the node itself may reach every pod.
 */
export function ruleSet(facts: PolicyFacts): string {
  const [leaving, arriving] = [chainsOf("Egress", facts), chainsOf("Ingress", facts)];
  const hook = (name: string, lines: readonly string[]): readonly string[] =>
    block(`chain ${name}`, [
      `type filter hook ${name} priority ${priority}; policy accept;`,
      "ct state established,related accept",
      ...lines,
    ]);
  return [
    `table ${table}`,
    `delete table ${table}`,
    ...block(`table ${table}`, [
      ...[...leaving, ...arriving].flatMap(({ name, lines }) => block(`chain ${name}`, lines)),
      ...hook("forward", [...dispatch("saddr", leaving), ...dispatch("daddr", arriving)]),
      // What pods send to the node's own addresses, such as the API server's.
      ...hook("input", dispatch("saddr", leaving)),
    ]),
    "",
  ].join("\n");
}
