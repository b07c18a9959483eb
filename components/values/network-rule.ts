import type { StoreName } from "./text";

/** The pods of another namespace that have labels. */
export interface LabelledPods {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Who answers questions for names. */
export type DnsPeer =
  | (LabelledPods & { readonly kind: "pods" })
  /** The Service of the cluster's DNS, whose addresses have to be looked up; none where they are not known. */
  | { readonly kind: "dns-service" }
  | { readonly kind: "addresses"; readonly cidr: string; readonly except: readonly [] };

/** The pods or addresses on the other side of a connection; without names of components, none of the stack's own pods. */
export type PolicyPeer<Component extends string = never> =
  | { readonly kind: "component"; readonly component: Component }
  /** A server outside the stack; its addresses may have to be looked up. */
  | { readonly kind: "server"; readonly store: StoreName; readonly use: "current" | "previous" }
  | { readonly kind: "anywhere" }
  | { readonly kind: "namespace"; readonly namespace: string }
  | DnsPeer
  | { readonly kind: "addresses"; readonly cidr: string; readonly except: readonly string[] };

/** Traffic in one direction that is allowed. */
export interface PolicyRule<Component extends string = never> {
  readonly peers: readonly PolicyPeer<Component>[];
  readonly ports: readonly number[] | "any";
  /** Default: TCP. */
  readonly protocols?: readonly ("TCP" | "UDP")[];
}
