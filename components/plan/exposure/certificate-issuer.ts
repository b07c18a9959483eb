import type { StackConfig } from "../../stack/stack-config";
import type { Exposure, ExposureOf } from "./gateway-entry";

/** An issuer of cert-manager, as a certificate refers to it. */
export interface IssuerReference {
  readonly name: string;
  readonly kind: "Issuer" | "ClusterIssuer";
}

type CertManagerTls = Extract<ExposureOf<"ingress">["tls"], { readonly kind: "cert-manager" }>;

/** What is configured of cert-manager for the public certificate, where it is asked. */
function certManagerOf(exposure: Exposure): CertManagerTls | undefined {
  const tls = exposure.kind === "load-balancer" || exposure.kind === "ingress" ? exposure.tls : undefined;
  return tls?.kind === "cert-manager" ? tls : undefined;
}

/** The issuer that cert-manager asks for the public certificate, where it does. */
export function publicIssuer({ exposure }: StackConfig): IssuerReference | undefined {
  const tls = certManagerOf(exposure);
  return tls && { name: tls.issuer, kind: tls.issuerKind ?? (tls.acme ? "Issuer" : "ClusterIssuer") };
}

/** The controllers whose Ingress also answers the questions that another Ingress of their class brings. */
export const acmeControllers = ["nginx", "traefik", "application-gateway"] as const;

/** The Issuer that the stack makes itself. */
export interface OwnIssuer {
  readonly name: string;
  /** An account at an authority, which asks the host by HTTP over an Ingress that cert-manager makes for it. */
  readonly acme: {
    readonly email: string;
    readonly server: string;
    /** Where cert-manager keeps the account's key. */
    readonly keySecretName: string;
    readonly ingressClassName: string;
  };
}

/** The Issuer that the stack makes itself, where it is to. */
export function ownIssuer({ exposure }: StackConfig): OwnIssuer | undefined {
  const tls = certManagerOf(exposure);
  if (tls?.acme === undefined || exposure.kind !== "ingress" || !("className" in exposure.controller)) {
    return undefined;
  }
  const { issuer: name, acme } = tls;
  return {
    name,
    acme: { ...acme, keySecretName: `${name}-account`, ingressClassName: exposure.controller.className },
  };
}

/** Whether the way in is one over which an authority can ask. */
export function takesAcme({ exposure }: StackConfig): boolean {
  return exposure.kind === "ingress" && acmeControllers.some((kind) => kind === exposure.controller.kind);
}
