import type * as pulumi from "@pulumi/pulumi";

/** How the Kubernetes API of a cluster is accessed; without a kubeconfig as kubectl would. */
export interface ClusterAccess {
  /** A file, or its content. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** The program by which the namespace is looked at. @default kubectl on the PATH */
  readonly kubectl?: string | undefined;
}

/** Where a store can be reached from the pods of the stack. */
export interface Endpoint {
  readonly host: pulumi.Input<string>;
  readonly port: pulumi.Input<number>;
  /** The address that pods take the host for, where no DNS knows it. */
  readonly address?: pulumi.Input<string>;
  /** The name or address in its certificate, where that is not the host. */
  readonly certificateName?: pulumi.Input<string>;
}

/** Where the certificates of the authorities that sign a store's certificate come from. */
export type Authority =
  | { readonly kind: "pem"; readonly pem: pulumi.Input<string> }
  | { readonly kind: "secret"; readonly secretName: pulumi.Input<string>; readonly key: string };

/** The object that holds those certificates in the stack's namespace. */
export interface AuthorityObject {
  readonly kind: "ConfigMap" | "Secret";
  readonly name: pulumi.Input<string>;
  readonly key: string;
}
