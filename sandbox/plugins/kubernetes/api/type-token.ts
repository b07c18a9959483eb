import { SandboxError } from "../../../errors";

export type GroupVersionKind = { readonly apiVersion: string; readonly kind: string };

/**
 * The Kubernetes type behind a Pulumi type token: `kubernetes:apps/v1:Deployment`.
 *
 * @throws SandboxError for a token that stands for no single Kubernetes object, such as a Helm chart or a patch.
 */
export function fromTypeToken(token: string): GroupVersionKind {
  const [, module = "", kind = ""] = token.split(":");
  const [group, version, ...rest] = module.split("/");
  const isObject = kind !== "" && group !== "helm.sh" && !kind.endsWith("Patch") && !kind.endsWith("List");
  if (group === undefined || version === undefined || rest.length > 0 || !isObject) {
    throw new SandboxError(
      `the stand-in for the kubernetes plugin does not know the resource type "${token}"; ` +
        "use the objects of the Kubernetes API, or the official plugin.",
    );
  }
  return { apiVersion: group === "core" ? version : `${group}/${version}`, kind };
}
