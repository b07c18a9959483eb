import { isIP } from "node:net";
import { publicHost } from "../../../plan/exposure/gateway-entry";
import { acmeControllers, takesAcme } from "../../../plan/exposure/certificate-issuer";
import { tlsTerminator } from "../../../plan/exposure/tls-policy";
import { removeCommand, setCommand, type Fault } from "../../../values/fault";
import type { StackConfig } from "../../../stack/stack-config";
import type { Rule } from "../rule";

const certificateFits: Rule = {
  name: "a certificate is of a kind that the way in takes",
  check: (config) => {
    const terminator = tlsTerminator(config);
    const { exposure } = config;
    if (terminator === undefined || !("tls" in exposure) || exposure.tls.kind === "off") {
      return [];
    }
    return terminator.certificates.includes(exposure.tls.kind)
      ? []
      : [
          {
            path: "exposure.tls.kind",
            expected: `one of off, ${terminator.certificates.join(", ")}`,
            got: exposure.tls.kind,
            why: `${terminator.name} takes no other certificate`,
            fix: setCommand("exposure.tls.kind", terminator.certificates[0]),
          },
        ];
  },
};

const ordersObeyed: Rule = {
  name: "TLS versions and ciphers are only configured where what ends TLS obeys them",
  check: (config) => {
    const terminator = tlsTerminator(config);
    const { exposure } = config;
    if (terminator === undefined || !("tls" in exposure) || exposure.tls.kind === "off") {
      return [];
    }
    const { minimumVersion, ciphers } = exposure.tls;
    const refused = (field: string, got: string): Fault => ({
      path: `exposure.tls.${field}`,
      expected: "no such order",
      got,
      why: `${terminator.name} would not obey it; ${terminator.instead}`,
      fix: removeCommand(`exposure.tls.${field}`),
    });
    return [
      ...(minimumVersion === undefined || terminator.obeysVersion
        ? []
        : [refused("minimumVersion", minimumVersion)]),
      ...(ciphers === undefined || terminator.obeysCiphers ? [] : [refused("ciphers", ciphers.join(", "))]),
    ];
  },
};

const issuerFits: Rule = {
  name: "an Issuer is made where an authority can ask over an Ingress",
  check: (config) => {
    const path = "exposure.tls.acme";
    const { exposure } = config;
    if (!("tls" in exposure) || exposure.tls.kind !== "cert-manager" || exposure.tls.acme === undefined) {
      return [];
    }
    const way: readonly Fault[] = takesAcme(config)
      ? []
      : [
          {
            path,
            expected: `none, or an Ingress of ${acmeControllers.join(", ")}`,
            got: "one",
            why: "the authority asks the host over an Ingress that cert-manager makes of the same class",
            fix: `${removeCommand(path)}, and name an issuer that exists`,
          },
        ];
    const kind: readonly Fault[] =
      exposure.tls.issuerKind === "ClusterIssuer"
        ? [
            {
              path: "exposure.tls.issuerKind",
              expected: "Issuer, or nothing",
              got: "ClusterIssuer",
              why: "the stack makes an Issuer in its own namespace",
              fix: removeCommand("exposure.tls.issuerKind"),
            },
          ]
        : [];
    return [...way, ...kind];
  },
};

const hostIsName: Rule = {
  name: "an Ingress or HTTPRoute has a host name",
  check: (config) => {
    const host = publicHost(config);
    const named = config.exposure.kind === "ingress" || config.exposure.kind === "gateway-api";
    return named && isIP(host.replace(/^\[|\]$/g, "")) !== 0
      ? [
          {
            path: "publicUrl",
            expected: "an origin with a host name",
            got: config.publicUrl,
            why: `${config.exposure.kind} tells requests apart by host names, not by addresses`,
            fix: setCommand("publicUrl", "https://openops.example.com"),
          },
        ]
      : [];
  },
};

const longestAlbTimeoutSeconds = 4000;

const albWaits: Rule = {
  name: "an application load balancer waits for the longest flow",
  check: ({ exposure, services: { app } }) =>
    exposure.kind === "ingress" &&
    exposure.controller.kind === "alb" &&
    app.flowTimeoutSeconds > longestAlbTimeoutSeconds
      ? [
          {
            path: "services.app.flowTimeoutSeconds",
            expected: `at most ${longestAlbTimeoutSeconds} behind an application load balancer`,
            got: String(app.flowTimeoutSeconds),
            why: "it gives up on synchronous webhooks after that",
            fix: setCommand("services.app.flowTimeoutSeconds", String(longestAlbTimeoutSeconds)),
          },
        ]
      : [],
};

/** What the list of browsers asks of a host that wants to be in it. */
const preloadMinimumSeconds = 31_536_000;

const strictTransport: Rule = {
  name: "strict transport security fits the address, and preload is an explicit yes",
  check: (config) => {
    const { hsts } = config.services.gateway;
    const path = "services.gateway.hsts";
    const host = publicHost(config);
    if (hsts === undefined) {
      return [];
    }
    if (!config.publicUrl.startsWith("https://")) {
      const why = "browsers heed it over https only";
      return [{ path, expected: "none", got: "one", why, fix: removeCommand(path) }];
    }
    return hsts.preload ? preloadFaults(hsts, { path, host }) : [];
  },
};

type Hsts = NonNullable<StackConfig["services"]["gateway"]["hsts"]>;

function preloadFaults(
  hsts: Hsts,
  { path, host }: { readonly path: string; readonly host: string },
): readonly Fault[] {
  const confirmed = `${path}.preloadConfirmedFor`;
  const short = `${path}.maxAgeSeconds`;
  const subdomains = `${path}.includeSubdomains`;
  const confirmation: Fault = {
    path: confirmed,
    expected: `${host}, as an explicit yes`,
    got: hsts.preloadConfirmedFor ?? "nothing",
    why: "browsers that have the host built in refuse http for months after this is taken back",
    fix: setCommand(confirmed, host),
  };
  const age: Fault = {
    path: short,
    expected: `at least ${preloadMinimumSeconds} with preload`,
    got: String(hsts.maxAgeSeconds),
    fix: setCommand(short, String(preloadMinimumSeconds)),
  };
  const others: Fault = {
    path: subdomains,
    expected: "true with preload",
    got: "false",
    fix: setCommand(subdomains, "true"),
  };
  return [
    ...(hsts.preloadConfirmedFor === host ? [] : [confirmation]),
    ...(hsts.maxAgeSeconds >= preloadMinimumSeconds ? [] : [age]),
    ...(hsts.includeSubdomains ? [] : [others]),
  ];
}

/** Rules about the way in. */
export const exposureRules: readonly Rule[] = [
  certificateFits,
  ordersObeyed,
  issuerFits,
  hostIsName,
  albWaits,
  strictTransport,
];
