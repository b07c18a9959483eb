import * as networking from "@pulumi/kubernetes/networking/v1";
import type { input } from "@pulumi/kubernetes/types";
import { Component } from "./component";
import type { ComponentOptions } from "./component";
import { componentLabels, objectName } from "./model/names";
import type { Policy, PolicyPeer, PolicyRule } from "./model/policies";
import type { StackConfig } from "./model/schema/stack";
import { childOptions, metadata, stackMetadata } from "./scope";
import type { Scope } from "./scope";

type Peer = input.networking.v1.NetworkPolicyPeer;
type Port = input.networking.v1.NetworkPolicyPort;

interface NetworkPoliciesArgs {
  readonly scope: Scope;
}

/** Refuses all traffic in the namespace but what the plan allows, at both ends of every connection. */
export class NetworkPolicies extends Component {
  constructor(name: string, { scope }: NetworkPoliciesArgs, options: ComponentOptions) {
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
          spec: policySpec(policy, scope.plan.config),
        },
        childOptions(scope, this),
      );
    }
    this.registerOutputs({});
  }
}

function policySpec(
  { component, ingress, egress }: Policy,
  config: StackConfig,
): input.networking.v1.NetworkPolicySpec {
  return {
    podSelector: { matchLabels: componentLabels(component) },
    policyTypes: ["Ingress", "Egress"],
    ...(ingress.length === 0
      ? {}
      : { ingress: ingress.map((rule) => ({ ...ports(rule), ...from(peersOf(rule, config)) })) }),
    ...(egress.length === 0
      ? {}
      : { egress: egress.map((rule) => ({ ...ports(rule), to: [...peersOf(rule, config)] })) }),
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

function peersOf(rule: PolicyRule, { network }: StackConfig): readonly Peer[] {
  return rule.peers.flatMap((peer) => policyPeer(peer, network));
}

function policyPeer(peer: PolicyPeer, network: StackConfig["network"]): readonly Peer[] {
  switch (peer.kind) {
    case "anywhere":
      return [];
    case "component":
      return [{ podSelector: { matchLabels: componentLabels(peer.component) } }];
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
