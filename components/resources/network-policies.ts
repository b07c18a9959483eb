import * as networking from "@pulumi/kubernetes/networking/v1";
import type { input } from "@pulumi/kubernetes/types";
import type * as pulumi from "@pulumi/pulumi";
import { Component, named, type ComponentOptions } from "./component";
import { componentLabels, objectName } from "../plan/names";
import type { ComponentName } from "../plan/component-name";
import type { PolicyPeer, PolicyRule } from "../values/network-rule";
import type { Policy } from "../plan/network/policies";
import type { StoreName } from "../values/text";
import { childOptions, metadata, stackMetadata, type Scope } from "./scope";
import { defined, nonEmpty } from "../values/entries";

type Peer = input.networking.v1.NetworkPolicyPeer;
type Port = input.networking.v1.NetworkPolicyPort;

/** Address ranges of the servers outside the cluster. */
export type ServerAddresses = Readonly<
  Record<StoreName, Readonly<Record<"current" | "previous", readonly pulumi.Input<string>[]>>>
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
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      },
      childOptions(scope, this),
    );
    for (const policy of scope.plan.policies) {
      const policyName = objectName(policy.component);
      new networking.NetworkPolicy(
        named(this, policyName),
        {
          metadata: metadata(scope, policy.component, { name: policyName }),
          spec: policySpec(policy, addresses),
        },
        childOptions(scope, this),
      );
    }
    this.registerOutputs({ components: scope.plan.policies.map(({ component }) => component) });
  }
}

function policySpec(
  { component, ingress, egress }: Policy,
  addresses: LookedUpAddresses,
): input.networking.v1.NetworkPolicySpec {
  const inward = ingress.map((rule) => ({ rule, peers: peersOf(rule, addresses) })).filter(isOpen);
  const outward = egress.map((rule) => ({ rule, peers: peersOf(rule, addresses) })).filter(isOpen);
  return {
    podSelector: { matchLabels: componentLabels(component) },
    policyTypes: ["Ingress", "Egress"],
    ...(inward.length === 0
      ? {}
      : { ingress: inward.map(({ rule, peers }) => ({ ...ports(rule), ...from(peers) })) }),
    ...(outward.length === 0
      ? {}
      : { egress: outward.map(({ rule, peers }) => ({ ...ports(rule), to: [...peers] })) }),
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

function ports({ ports, protocols = ["TCP"] }: PolicyRule<ComponentName>): { ports: Port[] } {
  const ranges = ports === "any" ? [{ port: 1, endPort: 65535 }] : ports.map((port) => ({ port }));
  return { ports: ranges.flatMap((range) => protocols.map((protocol) => ({ protocol, ...range }))) };
}

function peersOf(rule: PolicyRule<ComponentName>, addresses: LookedUpAddresses): readonly Peer[] {
  return rule.peers.flatMap((peer) => policyPeer(peer, addresses));
}

function policyPeer(peer: PolicyPeer<ComponentName>, { servers, dns }: LookedUpAddresses): readonly Peer[] {
  switch (peer.kind) {
    case "anywhere":
      return [];
    case "namespace":
      return [{ namespaceSelector: namespaceNamed(peer.namespace) }];
    case "component":
      return [{ podSelector: { matchLabels: componentLabels(peer.component) } }];
    case "pods":
      return [
        {
          namespaceSelector: namespaceNamed(peer.namespace),
          podSelector: { matchLabels: { ...peer.labels } },
        },
      ];
    case "server":
      return servers[peer.store][peer.use].map((cidr) => ({ ipBlock: { cidr } }));
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
