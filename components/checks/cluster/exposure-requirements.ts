import type { Requirement } from "./cluster-requirement";
import type { StackConfig } from "../../stack/stack-config";
import { hasTraefikOptions } from "../../plan/exposure/ingress-plan";
import { ownIssuer, publicIssuer } from "../../plan/exposure/certificate-issuer";

/** What a way in needs in the cluster. */
export function exposureRequirements(config: StackConfig): readonly Requirement[] {
  const { exposure } = config;
  const definition = (name: string, reason: string): Requirement => ({
    kind: "CustomResourceDefinition",
    name,
    reason,
  });
  return [
    ...(publicIssuer(config) === undefined
      ? []
      : [definition("certificates.cert-manager.io", "openops:exposure.tls")]),
    ...(ownIssuer(config) === undefined
      ? []
      : [definition("issuers.cert-manager.io", "openops:exposure.tls.acme")]),
    ...(exposure.kind === "gateway-api"
      ? [definition("httproutes.gateway.networking.k8s.io", "openops:exposure")]
      : []),
    ...(exposure.kind === "ingress" ? controllerRequirements(exposure, definition) : []),
  ];
}

function controllerRequirements(
  exposure: Extract<StackConfig["exposure"], { readonly kind: "ingress" }>,
  definition: (name: string, reason: string) => Requirement,
): readonly Requirement[] {
  const { controller } = exposure;
  const reason = "openops:exposure.controller";
  return [
    ...("className" in controller
      ? [{ kind: "IngressClass", name: controller.className, reason: `${reason}.className` } as const]
      : []),
    ...(hasTraefikOptions(exposure) ? [definition("tlsoptions.traefik.io", "openops:exposure.tls")] : []),
    ...(controller.kind === "gce" ? [definition("backendconfigs.cloud.google.com", reason)] : []),
    ...(controller.kind === "gce" && controller.sslPolicy !== undefined
      ? [definition("frontendconfigs.networking.gke.io", `${reason}.sslPolicy`)]
      : []),
  ];
}
