import * as networking from "@pulumi/kubernetes/networking/v1";
import type { input } from "@pulumi/kubernetes/types";
import { Component } from "./component";
import type { ComponentOptions } from "./component";
import { componentLabels, objectName } from "./model/names";
import type { Policy, PolicyPeer, PolicyRule } from "./model/policies";
import type { StackConfig } from "./model/schema/stack";
import type { Store } from "./model/text";
import { childOptions, metadata, stackMetadata } from "./scope";
import type { Scope } from "./scope";

type Peer = input.networking.v1.NetworkPolicyPeer;
type Port = input.networking.v1.NetworkPolicyPort;

/** Address ranges of the servers outside the cluster. */
export type ServerAddresses = Readonly<
  Record<Store, Readonly<Record<"current" | "previous", readonly string[]>>>
>;

interface NetworkPoliciesArgs {
  readonly scope: Scope;
  readonly addresses: ServerAddresses;
}

/** Refuses all traffic in the namespace but what the plan allows, at both ends of every connection. */
export class NetworkPolicies extends Component {
  constructor(name: string, { scope, addresses }: NetworkPoliciesArgs, options: ComponentOptions) {
    super("index:NetworkPolicies", name, options);
    new networking.NetworkPolicy(
      "default-deny",
      {
        metadata: stackMetadata(scope, "default-deny"),
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      },
      childOptions(scope, this),
    );
    for (const policy of scope.plan.policies) {
      const policyName = objectName(policy.component);
      new networking.NetworkPolicy(
        policyName,
        {
          metadata: metadata(scope, policy.component, { name: policyName }),
          spec: policySpec(policy, { config: scope.plan.config, addresses }),
        },
        childOptions(scope, this),
      );
    }
    this.registerOutputs({});
  }
}

interface PeerContext {
  readonly config: StackConfig;
  readonly addresses: ServerAddresses;
}

function policySpec(
  { component, ingress, egress }: Policy,
  context: PeerContext,
): input.networking.v1.NetworkPolicySpec {
  return {
    podSelector: { matchLabels: componentLabels(component) },
    policyTypes: ["Ingress", "Egress"],
    ...(ingress.length === 0
      ? {}
      : { ingress: ingress.map((rule) => ({ ...ports(rule), ...from(peersOf(rule, context)) })) }),
    ...(egress.length === 0
      ? {}
      : { egress: egress.map((rule) => ({ ...ports(rule), to: [...peersOf(rule, context)] })) }),
  };
}

/** A rule without `from` allows every source. */
function from(peers: readonly Peer[]) {
  return peers.length === 0 ? {} : { from: [...peers] };
}

function ports({ ports, peers }: PolicyRule): { ports?: Port[] } {
  if (ports === "any") {
    return { ports: [{ protocol: "TCP", port: 1, endPort: 65535 }] };
  }
  const protocols = peers.some(({ kind }) => kind === "dns") ? (["UDP", "TCP"] as const) : (["TCP"] as const);
  return { ports: ports.flatMap((port) => protocols.map((protocol) => ({ protocol, port }))) };
}

function peersOf(rule: PolicyRule, context: PeerContext): readonly Peer[] {
  return rule.peers.flatMap((peer) => policyPeer(peer, context));
}

function policyPeer(peer: PolicyPeer, { config: { network }, addresses }: PeerContext): readonly Peer[] {
  switch (peer.kind) {
    case "anywhere":
      return [];
    case "namespace":
      return [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": peer.namespace } } }];
    case "component":
      return [{ podSelector: { matchLabels: componentLabels(peer.component) } }];
    case "server":
      return addresses[peer.store][peer.use].map((cidr) => ({ ipBlock: { cidr } }));
    case "dns":
      return [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": network.dnsNamespace } },
          podSelector: { matchLabels: { ...network.dnsPodLabels } },
        },
      ];
    case "addresses":
      return [
        {
          ipBlock: { cidr: peer.cidr, ...(peer.except.length === 0 ? {} : { except: [...peer.except] }) },
        },
      ];
  }
}
