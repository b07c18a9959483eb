import { isIP } from "node:net";
import { publicHost } from "../../../plan/exposure/gateway-entry";
import { acmeControllers, takesAcme } from "../../../plan/exposure/certificate-issuer";
import { tlsTerminator } from "../../../plan/exposure/tls-policy";
import { removeCommand, setCommand, type Fault } from "../../../values/fault";
import type { StackConfig } from "../../../stack/stack-config";
import type { Rule } from "../rule";

const certificateFits: Rule = {
  name: "a certificate is of a kind that the way in takes",
  *check(config) {
    const terminator = tlsTerminator(config);
    const { exposure } = config;
    if (terminator === undefined || !("tls" in exposure) || exposure.tls.kind === "off") {
      return;
    }
    if (!terminator.certificates.includes(exposure.tls.kind)) {
      yield {
        path: "exposure.tls.kind",
        expected: `one of off, ${terminator.certificates.join(", ")}`,
        got: exposure.tls.kind,
        why: `${terminator.name} takes no other certificate`,
        fix: setCommand("exposure.tls.kind", terminator.certificates[0]),
      };
    }
  },
};

const ordersObeyed: Rule = {
  name: "TLS versions and ciphers are only configured where what ends TLS obeys them",
  *check(config) {
    const terminator = tlsTerminator(config);
    const { exposure } = config;
    if (terminator === undefined || !("tls" in exposure) || exposure.tls.kind === "off") {
      return;
    }
    const { minimumVersion, ciphers } = exposure.tls;
    const refused = (field: string, got: string): Fault => ({
      path: `exposure.tls.${field}`,
      expected: "no such order",
      got,
      why: `${terminator.name} would not obey it; ${terminator.instead}`,
      fix: removeCommand(`exposure.tls.${field}`),
    });
    if (minimumVersion !== undefined && !terminator.obeysVersion) {
      yield refused("minimumVersion", minimumVersion);
    }
    if (ciphers !== undefined && !terminator.obeysCiphers) {
      yield refused("ciphers", ciphers.join(", "));
    }
  },
};

const issuerFits: Rule = {
  name: "an Issuer is made where an authority can ask over an Ingress",
  *check(config) {
    const path = "exposure.tls.acme";
    const { exposure } = config;
    if (!("tls" in exposure) || exposure.tls.kind !== "cert-manager" || exposure.tls.acme === undefined) {
      return;
    }
    if (!takesAcme(config)) {
      yield {
        path,
        expected: `none, or an Ingress of ${acmeControllers.join(", ")}`,
        got: "one",
        why: "the authority asks the host over an Ingress that cert-manager makes of the same class",
        fix: `${removeCommand(path)}, and name an issuer that exists`,
      };
    }
    if (exposure.tls.issuerKind === "ClusterIssuer") {
      yield {
        path: "exposure.tls.issuerKind",
        expected: "Issuer, or nothing",
        got: "ClusterIssuer",
        why: "the stack makes an Issuer in its own namespace",
        fix: removeCommand("exposure.tls.issuerKind"),
      };
    }
  },
};

const hostIsName: Rule = {
  name: "an Ingress or HTTPRoute has a host name",
  *check(config) {
    const host = publicHost(config);
    const named = config.exposure.kind === "ingress" || config.exposure.kind === "gateway-api";
    if (named && isIP(host.replace(/^\[|\]$/g, "")) !== 0) {
      yield {
        path: "publicUrl",
        expected: "an origin with a host name",
        got: config.publicUrl,
        why: `${config.exposure.kind} tells requests apart by host names, not by addresses`,
        fix: setCommand("publicUrl", "https://openops.example.com"),
      };
    }
  },
};

const longestAlbTimeoutSeconds = 4000;

const albWaits: Rule = {
  name: "an application load balancer waits for the longest flow",
  *check({ exposure, services: { app } }) {
    const behindAlb = exposure.kind === "ingress" && exposure.controller.kind === "alb";
    if (behindAlb && app.flowTimeoutSeconds > longestAlbTimeoutSeconds) {
      yield {
        path: "services.app.flowTimeoutSeconds",
        expected: `at most ${longestAlbTimeoutSeconds} behind an application load balancer`,
        got: String(app.flowTimeoutSeconds),
        why: "it gives up on synchronous webhooks after that",
        fix: setCommand("services.app.flowTimeoutSeconds", String(longestAlbTimeoutSeconds)),
      };
    }
  },
};

/** What the list of browsers asks of a host that wants to be in it. */
const preloadMinimumSeconds = 31_536_000;

const strictTransport: Rule = {
  name: "strict transport security fits the address, and preload is an explicit yes",
  *check(config) {
    const { hsts } = config.services.gateway;
    if (hsts === undefined) {
      return;
    }
    const path = "services.gateway.hsts";
    if (!config.publicUrl.startsWith("https://")) {
      const why = "browsers heed it over https only";
      yield { path, expected: "none", got: "one", why, fix: removeCommand(path) };
    } else if (hsts.preload) {
      yield* preloadFaults(hsts, { path, host: publicHost(config) });
    }
  },
};

type Hsts = NonNullable<StackConfig["services"]["gateway"]["hsts"]>;

function* preloadFaults(
  { preloadConfirmedFor, maxAgeSeconds, includeSubdomains }: Hsts,
  { path, host }: { readonly path: string; readonly host: string },
): Iterable<Fault> {
  if (preloadConfirmedFor !== host) {
    yield {
      path: `${path}.preloadConfirmedFor`,
      expected: `${host}, as an explicit yes`,
      got: preloadConfirmedFor ?? "nothing",
      why: "browsers that have the host built in refuse http for months after this is taken back",
      fix: setCommand(`${path}.preloadConfirmedFor`, host),
    };
  }
  if (maxAgeSeconds < preloadMinimumSeconds) {
    yield {
      path: `${path}.maxAgeSeconds`,
      expected: `at least ${preloadMinimumSeconds} with preload`,
      got: String(maxAgeSeconds),
      fix: setCommand(`${path}.maxAgeSeconds`, String(preloadMinimumSeconds)),
    };
  }
  if (!includeSubdomains) {
    yield {
      path: `${path}.includeSubdomains`,
      expected: "true with preload",
      got: "false",
      fix: setCommand(`${path}.includeSubdomains`, "true"),
    };
  }
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
