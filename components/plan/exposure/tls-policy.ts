import type { StackConfig } from "../../stack/stack-config";
import type { cipherSuites, tlsVersions } from "../../config/exposure-settings";
import type { ExposureTls } from "./gateway-entry";

type TlsVersion = (typeof tlsVersions)[number];
type CipherSuite = (typeof cipherSuites)[number];

/** The policy of AWS' load balancers that admits TLS from a version on. */
export function awsTlsPolicy(minimumVersion: TlsVersion = "1.2"): string {
  return minimumVersion === "1.3"
    ? "ELBSecurityPolicy-TLS13-1-3-2021-06"
    : "ELBSecurityPolicy-TLS13-1-2-2021-06";
}

/** Go's names of the suites, which Traefik reads. */
export const goCipherNames: Readonly<Record<CipherSuite, string>> = {
  "ECDHE-ECDSA-AES128-GCM-SHA256": "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256": "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384": "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384": "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305": "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
  "ECDHE-RSA-CHACHA20-POLY1305": "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
};

/** What ends TLS on a way in: which certificates it takes, and which orders it obeys. */
export interface TlsTerminator {
  /** In words for people. */
  readonly name: string;
  readonly certificates: readonly ExposureTls["kind"][];
  readonly obeysVersion: boolean;
  readonly obeysCiphers: boolean;
  /** What to do where it obeys none. */
  readonly instead: string;
}

const fromSecrets = ["existing-secret", "cert-manager"] as const;

const controllers = {
  nginx: {
    name: "ingress-nginx",
    certificates: fromSecrets,
    obeysVersion: false,
    obeysCiphers: true,
    instead: "set ssl-protocols in its own ConfigMap",
  },
  traefik: {
    name: "Traefik",
    certificates: fromSecrets,
    obeysVersion: true,
    obeysCiphers: true,
    instead: "",
  },
  alb: {
    name: "an application load balancer",
    certificates: ["acm"],
    obeysVersion: true,
    obeysCiphers: false,
    instead: "leave it out: its policies admit forward-secret suites",
  },
  gce: {
    name: "Google's load balancer",
    certificates: fromSecrets,
    obeysVersion: false,
    obeysCiphers: false,
    instead: "name an SSL policy in exposure.controller.sslPolicy",
  },
  "application-gateway": {
    name: "the application gateway",
    certificates: fromSecrets,
    obeysVersion: false,
    obeysCiphers: false,
    instead: "name an SSL profile in exposure.controller.sslProfile",
  },
} as const satisfies Readonly<Record<string, TlsTerminator>>;

const nlb: TlsTerminator = {
  name: "a network load balancer",
  certificates: ["acm", ...fromSecrets],
  obeysVersion: true,
  obeysCiphers: false,
  instead: "leave it out: its policies admit forward-secret suites",
};

const ownNginx: TlsTerminator = {
  name: "the gateway",
  certificates: fromSecrets,
  obeysVersion: true,
  obeysCiphers: true,
  instead: "",
};

/** What would end TLS on the way in, where TLS is configured there at all. */
export function tlsTerminator({ exposure }: StackConfig): TlsTerminator | undefined {
  switch (exposure.kind) {
    case "ingress":
      return controllers[exposure.controller.kind];
    case "load-balancer":
      return exposure.cloud.kind !== "aws"
        ? ownNginx
        : exposure.tls.kind === "acm"
          ? nlb
          : { ...ownNginx, certificates: nlb.certificates };
    default:
      return undefined;
  }
}
