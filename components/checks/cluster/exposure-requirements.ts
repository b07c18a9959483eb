import { definition, type Requirement } from "./cluster-requirement";
import type { StackConfig } from "../../stack/stack-config";
import type { ExposureOf } from "../../plan/exposure/gateway-entry";
import { hasTraefikOptions } from "../../plan/exposure/ingress-plan";
import { ownIssuer, publicIssuer } from "../../plan/exposure/certificate-issuer";

/** What a way in needs in the cluster. */
export function* exposureRequirements(config: StackConfig): Iterable<Requirement> {
  const { exposure } = config;
  if (publicIssuer(config) !== undefined) {
    yield definition("certificates.cert-manager.io", "openops:exposure.tls");
  }
  if (ownIssuer(config) !== undefined) {
    yield definition("issuers.cert-manager.io", "openops:exposure.tls.acme");
  }
  if (exposure.kind === "gateway-api") {
    yield definition("httproutes.gateway.networking.k8s.io", "openops:exposure");
  }
  if (exposure.kind === "ingress") {
    yield* controllerRequirements(exposure);
  }
}

function* controllerRequirements(exposure: ExposureOf<"ingress">): Iterable<Requirement> {
  const { controller } = exposure;
  const reason = "openops:exposure.controller";
  if ("className" in controller) {
    yield { kind: "IngressClass", name: controller.className, reason: `${reason}.className` };
  }
  if (hasTraefikOptions(exposure)) {
    yield definition("tlsoptions.traefik.io", "openops:exposure.tls");
  }
  if (controller.kind === "gce") {
    yield definition("backendconfigs.cloud.google.com", reason);
  }
  if (controller.kind === "gce" && controller.sslPolicy !== undefined) {
    yield definition("frontendconfigs.networking.gke.io", `${reason}.sslPolicy`);
  }
}
