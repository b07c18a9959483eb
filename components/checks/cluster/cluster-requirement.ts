/** An object of the whole cluster that others make and that a configuration relies on. */
export interface Requirement {
  readonly kind:
    | "StorageClass"
    | "PriorityClass"
    | "IngressClass"
    | "CustomResourceDefinition"
    | "FlowSchema"
    | "ClusterSecretStore"
    | "SecretStore";
  readonly name: string;
  /** What asks for it, in words for people. */
  readonly reason: string;
}

/** The definition of a kind that users of the cluster add to it. */
export function definition(name: string, reason: string): Requirement {
  return { kind: "CustomResourceDefinition", name, reason };
}
