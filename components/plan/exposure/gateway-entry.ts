import type { StackConfig } from "../../stack/stack-config";

/** A way in, by its kind. */
export type Exposure = StackConfig["exposure"];
export type ExposureOf<Kind extends Exposure["kind"]> = Extract<Exposure, { readonly kind: Kind }>;

/** The certificate of a way in that ends TLS for people. */
export type ExposureTls = ExposureOf<"ingress">["tls"];

/**
 * Who ends TLS on the gateway's own HTTPS port:
 * - `nobody`: there is no such port; a proxy in front says in X-Forwarded-Proto what its client used;
 * - `load-balancer`: what arrives there was HTTPS and is in clear by now;
 * - `gateway`: nginx itself, with a certificate from a Secret.
 */
export type TlsEnd = "nobody" | "load-balancer" | "gateway";

/** Who ends TLS on the gateway's HTTPS port. */
export function tlsEndOf({ exposure }: StackConfig): TlsEnd {
  if (exposure.kind !== "load-balancer" || exposure.tls.kind === "off") {
    return "nobody";
  }
  return exposure.tls.kind === "acm" ? "load-balancer" : "gateway";
}

/** Whether people are promised TLS by a certificate, or by a declared end of TLS in front. */
export function promisesTls({ exposure }: StackConfig): boolean {
  const certificate = "tls" in exposure && exposure.tls.kind !== "off";
  return certificate || ("tlsInFront" in exposure && exposure.tlsInFront);
}

/** Whether requests come from outside the cluster and nothing that is known ends TLS for them. */
export function servesInClear(config: StackConfig): boolean {
  switch (config.exposure.kind) {
    case "cluster-ip":
    case "none":
      return false;
    case "node-port":
    case "load-balancer":
    case "ingress":
    case "gateway-api":
      return !promisesTls(config);
  }
}

/**
 * Whether a request has to have come by HTTPS to be served. An Ingress or a Gateway names the scheme of every
 * request; a port of the nodes or of a load balancer that passes connections on is also open to clients that
 * go past what ends TLS, and those name none.
 */
export function insistsOnHttps(config: StackConfig): boolean {
  const { exposure } = config;
  const passedOn = exposure.kind === "node-port" || exposure.kind === "load-balancer";
  return tlsEndOf(config) !== "nobody" || (passedOn && exposure.tlsInFront);
}

/** The ports of the gateway's Service and of its container that serve HTTPS. */
export const httpsPorts = { service: 443, container: 8443 } as const;

/** The host that people open. */
export function publicHost({ publicUrl }: StackConfig): string {
  return new URL(publicUrl).hostname;
}

/** Every host that is answered. */
export function hostsOf(config: StackConfig): readonly string[] {
  const { exposure } = config;
  const extra = exposure.kind === "ingress" || exposure.kind === "gateway-api" ? exposure.extraHosts : [];
  return [publicHost(config), ...extra];
}

/** Where nginx learns a client's address where a proxy stands between them. */
export interface ClientAddress {
  readonly header: string;
  readonly trustedProxies: readonly string[];
  /** Whether several proxies in a row may have added themselves to the header. */
  readonly recursive: boolean;
}

/** Set by Google's load balancer, whose X-Forwarded-For ends with its own address. */
export const googleClientHeader = "X-Client-Address";

/** The ranges that Google's load balancers connect from, as published. */
const googleProxies = ["130.211.0.0/22", "35.191.0.0/16"];

/** Where controllers in the cluster and load balancers in its network have their addresses. */
const privateRanges = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];

/** Where the client's address comes from; undefined where the connection itself has it. */
export function clientAddressOf({ exposure }: StackConfig): ClientAddress | undefined {
  if (exposure.kind === "none") {
    return undefined;
  }
  if (exposure.trustedProxies !== undefined) {
    return exposure.trustedProxies.length === 0
      ? undefined
      : { header: "X-Forwarded-For", trustedProxies: exposure.trustedProxies, recursive: true };
  }
  switch (exposure.kind) {
    case "cluster-ip":
    case "node-port":
    case "load-balancer":
      return undefined;
    case "ingress":
      return exposure.controller.kind === "gce"
        ? { header: googleClientHeader, trustedProxies: googleProxies, recursive: false }
        : oneProxy;
    case "gateway-api":
      return oneProxy;
  }
}

/** The last address in the header is the proxy's word; what is before it is the client's. */
const oneProxy: ClientAddress = {
  header: "X-Forwarded-For",
  trustedProxies: privateRanges,
  recursive: false,
};

/** Who may connect to the gateway: nobody, pods of one namespace, or anybody. */
export type Admitted =
  | { readonly kind: "nobody" }
  | { readonly kind: "namespace"; readonly namespace: string }
  | { readonly kind: "anywhere" };

/** Who may connect to the gateway. */
export function admittedBy({ exposure }: StackConfig): Admitted {
  switch (exposure.kind) {
    case "none":
      return { kind: "nobody" };
    case "cluster-ip":
    case "node-port":
    case "load-balancer":
      return { kind: "anywhere" };
    case "ingress": {
      const { controller } = exposure;
      return "namespace" in controller ? fromNamespace(controller.namespace) : { kind: "anywhere" };
    }
    case "gateway-api":
      return fromNamespace(exposure.controllerNamespace);
  }
}

function fromNamespace(namespace: string | undefined): Admitted {
  return namespace === undefined ? { kind: "anywhere" } : { kind: "namespace", namespace };
}
