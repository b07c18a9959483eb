import type { StackConfig } from "../../stack/stack-config";
import { ownIssuer, publicIssuer, type IssuerReference, type OwnIssuer } from "./certificate-issuer";
import {
  clientAddressOf,
  hostsOf,
  insistsOnHttps,
  tlsEndOf,
  type ClientAddress,
  type Exposure,
  type TlsEnd,
} from "./gateway-entry";
import { ingressesOf, type PlannedIngress } from "./ingress-plan";
import { serviceExposure, type ServiceExposure } from "./load-balancer-plan";

/** How people get to a stack. */
export interface ExposurePlan {
  readonly settings: Exposure;
  /** Every host that is answered; the one that people open comes first. */
  readonly hosts: readonly string[];
  readonly tlsEnd: TlsEnd;
  /** Whether a request has to have come by HTTPS to be served. */
  readonly insistsOnHttps: boolean;
  /** Undefined where the connection itself has it. */
  readonly clientAddress: ClientAddress | undefined;
  /** How long a request may take: synchronous webhooks answer when their flow has ended. */
  readonly requestTimeoutSeconds: number;
  /** What the way in changes of the gateway's Service. */
  readonly service: ServiceExposure;
  readonly ingresses: readonly PlannedIngress[];
  /** The issuer that cert-manager asks for the public certificate, where it does. */
  readonly issuer: IssuerReference | undefined;
  /** The Issuer that the stack makes itself, where it is to. */
  readonly ownIssuer: OwnIssuer | undefined;
  /** The Secret with the certificate with which the gateway itself ends TLS. */
  readonly certificateSecret: string | undefined;
}

/** Plans the way in. */
export function planExposure(config: StackConfig, namespace: string): ExposurePlan {
  const { exposure, services } = config;
  return {
    settings: exposure,
    hosts: hostsOf(config),
    tlsEnd: tlsEndOf(config),
    insistsOnHttps: insistsOnHttps(config),
    clientAddress: clientAddressOf(config),
    requestTimeoutSeconds: services.app.flowTimeoutSeconds,
    service: serviceExposure(config),
    ingresses: ingressesOf(config, namespace),
    issuer: publicIssuer(config),
    ownIssuer: ownIssuer(config),
    certificateSecret: certificateSecretOf(config),
  };
}

function certificateSecretOf(config: StackConfig): string | undefined {
  const { exposure } = config;
  return tlsEndOf(config) === "gateway" && exposure.kind === "load-balancer" && "secretName" in exposure.tls
    ? exposure.tls.secretName
    : undefined;
}
