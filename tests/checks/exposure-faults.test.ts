import type { RawMap } from "../../components/config/layers";
import { faultsOf } from "../support/configuration";

const publicUrl = "https://openops.example.com";
const acm = {
  kind: "acm",
  certificateArns: ["arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d"],
};
const secret = { kind: "existing-secret" };
const tlsInFront = true;
const acme = { kind: "cert-manager", issuer: "letsencrypt", acme: { email: "ops@example.com" } };

function refusalsOf(exposure: RawMap, values: RawMap = {}): readonly string[] {
  return faultsOf({ preset: "dev", publicUrl, exposure, ...values });
}

describe("a way in is refused", () => {
  const cases: readonly (readonly [what: string, exposure: RawMap, line: string])[] = [
    [
      "with a certificate of ACM outside AWS",
      { kind: "load-balancer", cloud: { kind: "gcp" }, tls: acm },
      "openops:exposure.tls.kind: expected one of off, existing-secret, cert-manager, got acm: the gateway takes no other certificate (pulumi config set --path 'openops:exposure.tls.kind' existing-secret)",
    ],
    [
      "with a Secret for an application load balancer",
      { kind: "ingress", controller: { kind: "alb" }, tls: secret },
      "openops:exposure.tls.kind: expected one of off, acm, got existing-secret: an application load balancer takes no other certificate (pulumi config set --path 'openops:exposure.tls.kind' acm)",
    ],
    [
      "with an Issuer of its own where no authority can ask",
      { kind: "ingress", controller: { kind: "gce" }, tls: { ...acme, issuerKind: "Issuer" } },
      "openops:exposure.tls.acme: expected none, or an Ingress of nginx, traefik, application-gateway, got one: the authority asks the host over an Ingress that cert-manager makes of the same class (pulumi config rm --path 'openops:exposure.tls.acme', and name an issuer that exists)",
    ],
    [
      "with an Issuer of its own that is to be one of the cluster",
      { kind: "ingress", controller: { kind: "nginx" }, tls: { ...acme, issuerKind: "ClusterIssuer" } },
      "openops:exposure.tls.issuerKind: expected Issuer, or nothing, got ClusterIssuer: the stack makes an Issuer in its own namespace (pulumi config rm --path 'openops:exposure.tls.issuerKind')",
    ],
    [
      "with a TLS version that ingress-nginx would not obey",
      { kind: "ingress", controller: { kind: "nginx" }, tls: { ...secret, minimumVersion: "1.3" } },
      "openops:exposure.tls.minimumVersion: expected no such order, got 1.3: ingress-nginx would not obey it; set ssl-protocols in its own ConfigMap (pulumi config rm --path 'openops:exposure.tls.minimumVersion')",
    ],
    [
      "with ciphers that AWS would not obey",
      {
        kind: "load-balancer",
        cloud: { kind: "aws" },
        tls: { ...acm, ciphers: ["ECDHE-RSA-AES128-GCM-SHA256"] },
      },
      "openops:exposure.tls.ciphers: expected no such order, got ECDHE-RSA-AES128-GCM-SHA256: a network load balancer would not obey it; leave it out: its policies admit forward-secret suites (pulumi config rm --path 'openops:exposure.tls.ciphers')",
    ],
    [
      "with a TLS version that Google's load balancer takes from an SSL policy",
      { kind: "ingress", controller: { kind: "gce" }, tls: { ...secret, minimumVersion: "1.2" } },
      "openops:exposure.tls.minimumVersion: expected no such order, got 1.2: Google's load balancer would not obey it; name an SSL policy in exposure.controller.sslPolicy (pulumi config rm --path 'openops:exposure.tls.minimumVersion')",
    ],
    [
      "with a static address that AWS does not take as such",
      { kind: "load-balancer", cloud: { kind: "aws" }, address: "203.0.113.7", tlsInFront },
      "openops:exposure.address: expected nothing, got 203.0.113.7: AWS takes allocations: exposure.cloud.elasticIpAllocations (pulumi config rm --path 'openops:exposure.address')",
    ],
    [
      "as internal without a known cloud, where it would be public",
      { kind: "load-balancer", internal: true, tlsInFront },
      "openops:exposure.internal: expected false, or the kind of cloud in exposure.cloud.kind, got true: each cloud has its own annotation for it, and without one the load balancer is public (pulumi config set --path 'openops:exposure.cloud.kind' aws)",
    ],
    [
      "as internal with a public name",
      { kind: "load-balancer", cloud: { kind: "azure", dnsLabel: "openops" }, internal: true, tlsInFront },
      "openops:exposure.cloud.dnsLabel: expected nothing, got openops: an internal load balancer has no public address (pulumi config rm --path 'openops:exposure.cloud.dnsLabel')",
    ],
    [
      "with fewer addresses than subnets",
      {
        kind: "load-balancer",
        cloud: { kind: "aws", subnets: ["subnet-1", "subnet-2"], elasticIpAllocations: ["eipalloc-1"] },
        tlsInFront,
      },
      "openops:exposure.cloud.elasticIpAllocations: expected one for each of the 2 in exposure.cloud.subnets, got 1: AWS refuses the load balancer otherwise (pulumi config set --path 'openops:exposure.cloud.elasticIpAllocations' VALUE)",
    ],
    [
      "of a kind nobody knows",
      { kind: "host-network" },
      "openops:exposure.kind: expected a known kind, got \"host-network\" (pulumi config set --path 'openops:exposure.kind' VALUE)",
    ],
  ];

  test.each(cases)("%s", (_what, exposure, line) => {
    expect(refusalsOf(exposure)).toEqual([line]);
  });

  test("with TLS and an http address", () => {
    const exposure = { kind: "load-balancer", tls: secret };

    expect(refusalsOf(exposure, { publicUrl: "http://openops.example.com" })).toEqual([
      "openops:publicUrl: expected an https:// origin, since exposure.tls is configured, got http://openops.example.com: links, CORS and webhooks would name another address than people use (pulumi config set openops:publicUrl https://openops.example.com)",
    ]);
  });

  test("by host names, where the address is none", () => {
    const exposure = { kind: "ingress", controller: { kind: "nginx" } };

    expect(refusalsOf(exposure, { publicUrl: "http://203.0.113.7" })).toEqual([
      "openops:publicUrl: expected an origin with a host name, got http://203.0.113.7: ingress tells requests apart by host names, not by addresses (pulumi config set openops:publicUrl https://openops.example.com)",
    ]);
  });

  test("that gives up before the longest flow", () => {
    const exposure = { kind: "ingress", controller: { kind: "alb" }, tlsInFront };

    expect(refusalsOf(exposure, { services: { app: { flowTimeoutSeconds: 7200 } } })).toEqual([
      "openops:services.app.flowTimeoutSeconds: expected at most 4000 behind an application load balancer, got 7200: it gives up on synchronous webhooks after that (pulumi config set --path 'openops:services.app.flowTimeoutSeconds' 4000)",
    ]);
  });
});

describe("strict transport security is refused", () => {
  const refusals = (hsts: RawMap, url = publicUrl) =>
    faultsOf({ preset: "dev", publicUrl: url, services: { gateway: { hsts } } });

  test("with an http address", () => {
    expect(refusals({}, "http://openops.example.com")).toEqual([
      "openops:services.gateway.hsts: expected none, got one: browsers heed it over https only (pulumi config rm --path 'openops:services.gateway.hsts')",
    ]);
  });

  test("with preload but without the explicit yes", () => {
    expect(refusals({ preload: true })).toEqual([
      "openops:services.gateway.hsts.preloadConfirmedFor: expected openops.example.com, as an explicit yes, got nothing: browsers that have the host built in refuse http for months after this is taken back (pulumi config set --path 'openops:services.gateway.hsts.preloadConfirmedFor' openops.example.com)",
    ]);
  });

  test("with preload and less than the list of browsers asks for", () => {
    const confirmed = { preload: true, preloadConfirmedFor: "openops.example.com" };

    expect(refusals({ ...confirmed, maxAgeSeconds: 60, includeSubdomains: false })).toEqual([
      "openops:services.gateway.hsts.maxAgeSeconds: expected at least 31536000 with preload, got 60 (pulumi config set --path 'openops:services.gateway.hsts.maxAgeSeconds' 31536000)",
      "openops:services.gateway.hsts.includeSubdomains: expected true with preload, got false (pulumi config set --path 'openops:services.gateway.hsts.includeSubdomains' true)",
    ]);
    expect(refusals(confirmed)).toEqual([]);
  });
});
