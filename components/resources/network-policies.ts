import * as networking from "@pulumi/kubernetes/networking/v1";
import type { input } from "@pulumi/kubernetes/types";
import type * as pulumi from "@pulumi/pulumi";
import { Component, named, type ComponentOptions } from "./component";
import { objectName } from "../plan/names";
import type { ComponentName } from "../plan/component-name";
import type { PolicyPeer, PolicyRule } from "../values/network-rule";
import type { Policy } from "../plan/network/policies";
import type { StoreName } from "../values/text";
import { childOptions, metadata, stackMetadata, type Scope } from "./scope";
import type { Selectors } from "./selectors";
import { defined, nonEmpty } from "../values/entries";

type Peer = input.networking.v1.NetworkPolicyPeer;
type Port = input.networking.v1.NetworkPolicyPort;

/** Where a server outside the cluster is reached. */
interface ServerAddress {
  readonly ranges: readonly pulumi.Input<string>[];
  /** Where it is known later than the plan. */
  readonly port?: pulumi.Input<number>;
}

/** The servers outside the cluster. */
export type ServerAddresses = Readonly<
  Record<StoreName, Readonly<Record<"current" | "previous", ServerAddress>>>
>;

/** Address ranges that had to be looked up. */
interface LookedUpAddresses {
  readonly servers: ServerAddresses;
  /** Of the Service of the cluster's DNS; none where it is not known. */
  readonly dns: readonly string[];
}

interface NetworkPoliciesArgs {
  readonly scope: Scope;
  readonly addresses: LookedUpAddresses;
}

/** Refuses all traffic in the namespace but what the plan allows, at both ends of every connection. */
export class NetworkPolicies extends Component {
  constructor(name: string, { scope, addresses }: NetworkPoliciesArgs, options: ComponentOptions) {
    super("index:NetworkPolicies", name, options);
    new networking.NetworkPolicy(
      named(this, "default-deny"),
      {
        metadata: stackMetadata(scope, "default-deny"),
        spec: { podSelector: everyPod(scope), policyTypes: ["Ingress", "Egress"] },
      },
      childOptions(scope, this),
    );
    for (const policy of scope.plan.policies) {
      const policyName = objectName(policy.component);
      new networking.NetworkPolicy(
        named(this, policyName),
        {
          metadata: metadata(scope, policy.component, { name: policyName }),
          spec: policySpec(policy, { ...addresses, selectors: scope.selectors }),
        },
        childOptions(scope, this),
      );
    }
    this.registerOutputs({ components: scope.plan.policies.map(({ component }) => component) });
  }
}

/** What a namespace of its own has is the stack's; of what others put into a shared one it selects nothing. */
function everyPod({ plan, selectors }: Scope) {
  return plan.cluster.createNamespace ? {} : { matchLabels: selectors.ofAllPods() };
}

/** What rules need to know besides the plan. */
interface Places extends LookedUpAddresses {
  readonly selectors: Selectors;
}

function policySpec(
  { component, ingress, egress }: Policy,
  places: Places,
): input.networking.v1.NetworkPolicySpec {
  const inward = ingress.map((rule) => ({ rule, peers: peersOf(rule, places) })).filter(isOpen);
  const outward = egress.map((rule) => ({ rule, peers: peersOf(rule, places) })).filter(isOpen);
  return {
    podSelector: { matchLabels: places.selectors.inPolicies(component) },
    policyTypes: ["Ingress", "Egress"],
    ...(inward.length === 0
      ? {}
      : { ingress: inward.map(({ rule, peers }) => ({ ...ports(rule, places), ...from(peers) })) }),
    ...(outward.length === 0
      ? {}
      : { egress: outward.map(({ rule, peers }) => ({ ...ports(rule, places), to: [...peers] })) }),
  };
}

interface ResolvedRule {
  readonly rule: PolicyRule<ComponentName>;
  readonly peers: readonly Peer[];
}

/** A rule without peers would be one for everybody, so one whose addresses are not known is left out. */
function isOpen({ rule, peers }: ResolvedRule): boolean {
  return peers.length > 0 || rule.peers.some(({ kind }) => kind === "anywhere");
}

/** A rule without `from` allows every source. */
function from(peers: readonly Peer[]) {
  return peers.length === 0 ? {} : { from: [...peers] };
}

function ports(rule: PolicyRule<ComponentName>, { servers }: Places): { ports: Port[] } {
  const { ports, protocols = ["TCP"] } = rule;
  const later = rule.peers.flatMap((peer) =>
    peer.kind === "server" ? (servers[peer.store][peer.use].port ?? []) : [],
  );
  const planned = ports === "any" ? [{ port: 1, endPort: 65535 }] : ports.map((port) => ({ port }));
  const ranges = later.length === 0 ? planned : later.map((port) => ({ port }));
  return { ports: ranges.flatMap((range) => protocols.map((protocol) => ({ protocol, ...range }))) };
}

function peersOf(rule: PolicyRule<ComponentName>, places: Places): readonly Peer[] {
  return rule.peers.flatMap((peer) => policyPeer(peer, places));
}

function policyPeer(peer: PolicyPeer<ComponentName>, { servers, dns, selectors }: Places): readonly Peer[] {
  switch (peer.kind) {
    case "anywhere":
      return [];
    case "namespace":
      return [{ namespaceSelector: namespaceNamed(peer.namespace) }];
    case "component":
      return [{ podSelector: { matchLabels: selectors.inPolicies(peer.component) } }];
    case "pods":
      return [
        {
          namespaceSelector: namespaceNamed(peer.namespace),
          podSelector: { matchLabels: { ...peer.labels } },
        },
      ];
    case "server":
      return servers[peer.store][peer.use].ranges.map((cidr) => ({ ipBlock: { cidr } }));
    case "dns-service":
      return dns.map((cidr) => ({ ipBlock: { cidr } }));
    case "addresses":
      return [
        {
          ipBlock: { cidr: peer.cidr, ...defined({ except: nonEmpty(peer.except) }) },
        },
      ];
  }
}

function namespaceNamed(name: string) {
  return { matchLabels: { "kubernetes.io/metadata.name": name } };
}
