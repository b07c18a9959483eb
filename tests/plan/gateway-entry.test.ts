import type { RawMap } from "../../components/config/layers";
import { renderNginxConfig } from "../../components/plan/exposure/nginx-config";
import { requirementsOf } from "../../components/checks/cluster/cluster-requirements";
import { configOf, planOf } from "../support/configuration";

const publicUrl = "https://openops.example.com";
/** Who ends TLS is no matter of the tests that say this. */
const tlsInFront = true;
const acm = {
  kind: "acm",
  certificateArns: ["arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d"],
};

describe("the gateway lets in", () => {
  const admission = (exposure: RawMap) =>
    planOf({ publicUrl, exposure }).policies.find(({ component }) => component === "gateway")?.ingress;

  test("nobody where it is not exposed", () => {
    expect(admission({ kind: "none" })).toEqual([]);
  });

  test("the controller's pods alone where their namespace is known", () => {
    const namespace = { kind: "namespace", namespace: "ingress-nginx" };

    expect(
      admission({ kind: "ingress", controller: { kind: "nginx", namespace: "ingress-nginx" }, tlsInFront }),
    ).toEqual([{ peers: [namespace], ports: [8080] }]);
    expect(
      admission({
        kind: "gateway-api",
        gateway: { name: "public" },
        controllerNamespace: "ingress-nginx",
        tlsInFront,
      }),
    ).toEqual([{ peers: [namespace], ports: [8080] }]);
  });

  test("anybody on both ports where a load balancer has two", () => {
    expect(admission({ kind: "load-balancer", cloud: { kind: "aws" }, tls: acm })).toEqual([
      { peers: [{ kind: "anywhere" }], ports: [8080, 8443] },
    ]);
  });
});

describe("nginx takes a client's address", () => {
  const realIp = (exposure: RawMap) =>
    renderNginxConfig(planOf({ publicUrl, exposure }))
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => /^(set_real_ip_from|real_ip)/.test(line));
  const privateRanges = [
    "set_real_ip_from 10.0.0.0/8;",
    "set_real_ip_from 100.64.0.0/10;",
    "set_real_ip_from 172.16.0.0/12;",
    "set_real_ip_from 192.168.0.0/16;",
    "set_real_ip_from fc00::/7;",
  ];

  test.each([
    ["a connection inside the cluster", { kind: "cluster-ip" }],
    ["a load balancer that keeps it", { kind: "load-balancer", cloud: { kind: "aws" }, tlsInFront }],
    ["a port of the nodes", { kind: "node-port", tlsInFront }],
    ["no way in", { kind: "none" }],
    [
      "an Ingress without trusted proxies",
      { kind: "ingress", controller: { kind: "nginx" }, trustedProxies: [], tlsInFront },
    ],
  ])("from the connection itself, with %s", (_what, exposure) => {
    expect(realIp(exposure)).toEqual([]);
  });

  test.each([
    ["an Ingress", { kind: "ingress", controller: { kind: "alb" }, tlsInFront }],
    ["a Gateway", { kind: "gateway-api", gateway: { name: "public" }, tlsInFront }],
  ])("from what the one proxy of %s added last", (_what, exposure) => {
    expect(realIp(exposure)).toEqual([
      ...privateRanges,
      "real_ip_header X-Forwarded-For;",
      "real_ip_recursive off;",
    ]);
  });

  test("from a header of Google's load balancer, which ends X-Forwarded-For with its own address", () => {
    expect(realIp({ kind: "ingress", controller: { kind: "gce" }, tlsInFront })).toEqual([
      "set_real_ip_from 130.211.0.0/22;",
      "set_real_ip_from 35.191.0.0/16;",
      "real_ip_header X-Client-Address;",
      "real_ip_recursive off;",
    ]);
  });

  test("from before all proxies that are trusted", () => {
    expect(realIp({ kind: "cluster-ip", trustedProxies: ["203.0.113.0/24"] })).toEqual([
      "set_real_ip_from 203.0.113.0/24;",
      "real_ip_header X-Forwarded-For;",
      "real_ip_recursive on;",
    ]);
  });
});

describe("a way in needs in the cluster", () => {
  const needs = (exposure: RawMap) =>
    requirementsOf(configOf({ publicUrl, exposure }), planOf({ publicUrl, exposure })).map(
      ({ kind, name }) => `${kind} ${name}`,
    );

  test.each([
    [{ kind: "cluster-ip" }, []],
    [{ kind: "load-balancer", cloud: { kind: "aws" }, tls: acm }, []],
    [
      { kind: "load-balancer", tls: { kind: "cert-manager", issuer: "company" } },
      ["CustomResourceDefinition certificates.cert-manager.io"],
    ],
    [
      { kind: "gateway-api", gateway: { name: "public" }, tlsInFront },
      ["CustomResourceDefinition httproutes.gateway.networking.k8s.io"],
    ],
    [{ kind: "ingress", controller: { kind: "alb" }, tlsInFront }, ["IngressClass alb"]],
    [
      {
        kind: "ingress",
        controller: { kind: "traefik", className: "edge" },
        tls: { kind: "existing-secret", minimumVersion: "1.2" },
      },
      ["IngressClass edge", "CustomResourceDefinition tlsoptions.traefik.io"],
    ],
    [
      { kind: "ingress", controller: { kind: "gce", sslPolicy: "modern" }, tlsInFront },
      [
        "CustomResourceDefinition backendconfigs.cloud.google.com",
        "CustomResourceDefinition frontendconfigs.networking.gke.io",
      ],
    ],
  ])("%j", (exposure, expected) => {
    expect(needs(exposure)).toEqual(expected);
  });
});

describe("nginx knows what its client used", () => {
  const configWith = (tls: RawMap, gateway: RawMap = {}) =>
    renderNginxConfig(
      planOf({
        publicUrl,
        exposure: { kind: "load-balancer", cloud: { kind: "aws" }, tls },
        services: { gateway },
      }),
    );
  const ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:" +
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

  test("by the port where a load balancer ended TLS, since it adds no header", () => {
    const config = configWith(acm);

    expect(config).toContain("map $server_port $client_scheme {\n    default http;\n    8443 https;\n  }");
    expect(config).toContain("    listen 8443;\n    listen [::]:8443;\n    server_name _;\n");
    expect(config).toContain("if ($send_to_https) {\n      return 301 https://$host$request_uri;");
  });

  test("itself where it ends TLS, with the configured versions and suites", () => {
    const secret = { kind: "existing-secret" };
    const suites = ["ECDHE-RSA-AES256-GCM-SHA384"];

    expect(configWith(secret)).toContain(
      "    listen 8443 ssl;\n    listen [::]:8443 ssl;\n" +
        "    ssl_certificate /etc/openops/public-certificate/tls.crt;\n" +
        "    ssl_certificate_key /etc/openops/public-certificate/tls.key;\n" +
        `    ssl_protocols TLSv1.2 TLSv1.3;\n    ssl_ciphers ${ciphers};\n`,
    );
    expect(configWith({ ...secret, minimumVersion: "1.3" })).toContain(
      `ssl_protocols TLSv1.3;\n    ssl_ciphers ${ciphers};\n`,
    );
    expect(configWith({ ...secret, ciphers: suites })).toContain(
      "    ssl_protocols TLSv1.2 TLSv1.3;\n    ssl_ciphers ECDHE-RSA-AES256-GCM-SHA384;\n",
    );
  });

  test.each([
    [{}, "max-age=31536000; includeSubDomains"],
    [{ maxAgeSeconds: 60, includeSubdomains: false }, "max-age=60"],
    [
      { preload: true, preloadConfirmedFor: "openops.example.com" },
      "max-age=31536000; includeSubDomains; preload",
    ],
  ])("and insists on https over https only, with %j", (hsts, value) => {
    const config = configWith(acm, { hsts });

    expect(config).toContain(
      `map $client_scheme $strict_transport {\n    default "";\n    https ${value.includes(" ") ? `"${value}"` : value};\n  }`,
    );
    expect(config).toContain("    add_header Strict-Transport-Security $strict_transport always;\n");
  });
});
