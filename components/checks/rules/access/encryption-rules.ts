import { promisesTls, servesInClear } from "../../../plan/exposure/gateway-entry";
import { ingressesOf } from "../../../plan/exposure/ingress-plan";
import { serviceExposure } from "../../../plan/exposure/load-balancer-plan";
import { tlsTerminator } from "../../../plan/exposure/tls-policy";
import { removeCommand, setCommand, type Fault } from "../../../values/fault";
import type { StackConfig } from "../../../stack/stack-config";
import type { Rule } from "../rule";

const encryptedInProduction: Rule = {
  name: "prod has an https address",
  *check({ preset, publicUrl }) {
    if (preset === "prod" && !publicUrl.startsWith("https://")) {
      yield {
        path: "publicUrl",
        expected: "an https:// origin in prod",
        got: publicUrl,
        why: "sign-in and session cookies would cross the network in clear",
        fix: setCommand("publicUrl", "https://openops.example.com"),
      };
    }
  },
};

const schemeMatches: Rule = {
  name: "a way in with TLS has an https address",
  *check(config) {
    const { publicUrl } = config;
    const promise = "tlsInFront" in config.exposure && config.exposure.tlsInFront ? "tlsInFront" : "tls";
    if (promisesTls(config) && !publicUrl.startsWith("https://")) {
      yield {
        path: "publicUrl",
        expected: `an https:// origin, since exposure.${promise} is configured`,
        got: publicUrl,
        why: "links, CORS and webhooks would name another address than people use",
        fix: setCommand("publicUrl", publicUrl.replace(/^http:/, "https:")),
      };
    }
  },
};

const tlsInFront = "exposure.tlsInFront";
const declaredInFront = setCommand(tlsInFront, "true");

/** The commands that give a way in a certificate of the first kind that it takes. */
const certificateCommands = {
  "existing-secret": setCommand("exposure.tls.kind", "existing-secret"),
  acm: `${setCommand("exposure.tls.kind", "acm")} && ${setCommand("exposure.tls.certificateArns[0]", "ARN")}`,
} as const;

/** What is missing where nothing ends TLS: a certificate of the way in itself, or the word that another has one. */
function missingEnd(config: StackConfig): Fault {
  const why =
    "this way in serves http alone: https would not answer, and sign-in would cross the network in clear";
  const terminator = tlsTerminator(config);
  if (terminator === undefined) {
    const end = config.exposure.kind === "gateway-api" ? "the Gateway's listener" : "a proxy in front";
    return {
      path: tlsInFront,
      expected: `true, since ${end} has to end TLS`,
      got: "false",
      why,
      fix: `${declaredInFront}, once it does`,
    };
  }
  const { certificates } = terminator;
  const own = certificateCommands[certificates.includes("existing-secret") ? "existing-secret" : "acm"];
  return {
    path: "exposure.tls.kind",
    expected: `one of ${certificates.join(", ")}, or ${tlsInFront}`,
    got: "off",
    why,
    fix: `${own}; or, where something in front ends TLS, ${declaredInFront}`,
  };
}

const httpsAnswers: Rule = {
  name: "a way in to prod or to an https address has something that ends TLS",
  *check(config) {
    const isPromised = config.preset === "prod" || config.publicUrl.startsWith("https://");
    if (isPromised && servesInClear(config)) {
      yield missingEnd(config);
    }
  },
};

const onAws = "service.beta.kubernetes.io/aws-load-balancer-";
const onAlb = "alb.ingress.kubernetes.io/";

/** Annotations that decide who reaches a way in or what ends TLS there, with the key that sets each. */
const deciding: Readonly<Record<string, string>> = {
  [`${onAws}scheme`]: "exposure.internal",
  [`${onAws}ssl-cert`]: "exposure.tls",
  [`${onAws}ssl-ports`]: "exposure.tls",
  "networking.gke.io/load-balancer-type": "exposure.internal",
  "service.beta.kubernetes.io/azure-load-balancer-internal": "exposure.internal",
  [`${onAlb}scheme`]: "exposure.controller.internal",
  [`${onAlb}inbound-cidrs`]: "exposure.controller.sourceRanges",
  [`${onAlb}certificate-arn`]: "exposure.tls",
  "appgw.ingress.kubernetes.io/use-private-ip": "exposure.controller.privateAddress",
};

/** The annotations that the configuration's other keys lead to, without those of people's own. */
function plannedAnnotations(config: StackConfig): Readonly<Record<string, string>> {
  const { exposure } = config;
  if (exposure.kind !== "load-balancer" && exposure.kind !== "ingress") {
    return {};
  }
  const bare: StackConfig = { ...config, exposure: { ...exposure, annotations: {} } };
  const [ingress] = ingressesOf(bare, "");
  return exposure.kind === "ingress" ? (ingress?.annotations ?? {}) : serviceExposure(bare).annotations;
}

const nothingTakenBack: Rule = {
  name: "annotations do not take back who reaches the way in, or what ends TLS there",
  *check(config) {
    const { exposure } = config;
    const own = "annotations" in exposure ? exposure.annotations : {};
    const planned = plannedAnnotations(config);
    for (const [name, key] of Object.entries(deciding)) {
      const [wanted, got] = [planned[name], own[name]];
      const path = `exposure.annotations["${name}"]`;
      if (wanted !== undefined && got !== undefined && got !== wanted) {
        yield {
          path,
          expected: `nothing, or ${wanted}`,
          got: got === "" ? '""' : got,
          why: `${key} decides it, and everything else goes by that key`,
          fix: removeCommand(path),
        };
      }
    }
  },
};

/** Rules about what crosses the network in clear between people and the gateway. */
export const encryptionRules: readonly Rule[] = [
  encryptedInProduction,
  schemeMatches,
  httpsAnswers,
  nothingTakenBack,
];
