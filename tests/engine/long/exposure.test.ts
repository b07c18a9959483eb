import { z } from "zod";
import { ensureTools, findCluster } from "../../../sandbox";
import { Checkout } from "../checkout";
import { applyDefinitions } from "../definitions";
import { kubectlFor, type Kubectl } from "../kubectl";

const checkout = new Checkout();
const publicUrl = "https://openops.example.com";
const namespace = "openops-dev";
let kubectl: Kubectl;

/** Brings the dev stack up with a way in; fails with what the command printed. */
async function expose(exposure: object, more: object = {}): Promise<void> {
  checkout.configure("dev", { preset: "dev", publicUrl, exposure, ...more });
  const { code, errors } = await checkout.run("up");
  expect({ code, errors: code === 0 ? "" : errors }).toEqual({ code: 0, errors: "" });
}

/** What the API server has of an object: the fields that a path selects. */
async function stored(object: string, path: string): Promise<unknown> {
  const { output } = await kubectl(["get", object, "-n", namespace, "-o", `jsonpath={${path}}`]);
  const value: unknown = JSON.parse(output === "" ? "null" : output);
  return value;
}

async function namesOf(kind: string): Promise<readonly string[]> {
  const { output } = await kubectl(["get", kind, "-n", namespace, "-o", "json"]);
  const list = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string() }) })) });
  return list.parse(JSON.parse(output)).items.map(({ metadata: { name } }) => name);
}

const ingressClass = (name: string) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "IngressClass",
  metadata: { name },
  spec: { controller: "example.com/ingress" },
});

beforeAll(async () => {
  const root = checkout.folder;
  const tools = await ensureTools({ root, report: () => undefined });
  checkout.configure("dev", { preset: "dev" });
  await checkout.run("sandbox", "start");
  const cluster = await findCluster({ root });
  kubectl = kubectlFor(tools.kubectl, cluster?.adminKubeconfig ?? "");
});

afterAll(() => checkout.remove());

test("an Ingress is refused before anything is made where its class is missing, with the key that asks for it", async () => {
  checkout.configure("dev", {
    preset: "dev",
    publicUrl,
    exposure: { kind: "ingress", controller: { kind: "nginx" }, tls: { kind: "existing-secret" } },
  });
  const { code, errors } = await checkout.run("up");

  expect(code).toBe(1);
  expect(errors).toContain("nginx (openops:exposure.controller.className)");
  expect((await kubectl(["get", "namespace", namespace])).ok).toBe(false);
});

test("an HTTPRoute is refused before anything is made where Gateway API is missing", async () => {
  checkout.configure("dev", {
    preset: "dev",
    publicUrl,
    exposure: { kind: "gateway-api", gateway: { name: "public" }, tlsInFront: true },
  });
  const { code, errors } = await checkout.run("up");

  expect(code).toBe(1);
  expect(errors).toContain("httproutes.gateway.networking.k8s.io (openops:exposure)");
});

describe("with what is needed in the cluster", () => {
  beforeAll(async () => {
    await applyDefinitions(kubectl, [
      "Certificate",
      "Issuer",
      "HTTPRoute",
      "TLSOption",
      "BackendConfig",
      "FrontendConfig",
    ]);
    for (const name of ["nginx", "traefik", "alb", "azure-application-gateway"]) {
      await kubectl(["apply", "-f", "-"], JSON.stringify(ingressClass(name)));
    }
  });

  test("a load balancer's address is awaited and told", async () => {
    await expose({
      kind: "load-balancer",
      cloud: { kind: "aws" },
      sourceRanges: ["198.51.100.0/24"],
      tls: {
        kind: "acm",
        certificateArns: ["arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d"],
      },
    });

    expect(checkout.terminal.join("")).toMatch(/endpoint\W+198\.51\.100\.\d+/);
    expect(await stored("service/nginx", ".spec")).toMatchObject({
      type: "LoadBalancer",
      loadBalancerSourceRanges: ["198.51.100.0/24"],
      ports: [
        { name: "main", port: 80, targetPort: "main" },
        { name: "https", port: 443, targetPort: "https" },
      ],
    });
  });

  test("a port of the nodes is the one that is configured, and clients' addresses are kept where that is asked for", async () => {
    await expose({ kind: "node-port", port: 30080, externalTrafficPolicy: "Local", tlsInFront: true });

    expect(await stored("service/nginx", ".spec")).toMatchObject({
      type: "NodePort",
      externalTrafficPolicy: "Local",
      ports: [{ name: "main", port: 80, targetPort: "main", nodePort: 30080 }],
    });
  });

  test.each([
    { kind: "gcp", addressName: "openops" },
    { kind: "azure", dnsLabel: "openops" },
    { kind: "other" },
  ])(
    "a load balancer of $kind keeps clients' addresses, and the gateway's certificate comes from cert-manager",
    async (cloud) => {
      await expose({ kind: "load-balancer", cloud, tls: { kind: "cert-manager", issuer: "company" } });

      expect(await stored("service/nginx", ".spec")).toMatchObject({ externalTrafficPolicy: "Local" });
      expect(await stored("certificate/openops-tls", ".spec")).toEqual({
        secretName: "openops-tls",
        dnsNames: ["openops.example.com"],
        issuerRef: { name: "company", kind: "ClusterIssuer", group: "cert-manager.io" },
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
        usages: ["server auth"],
      });
      expect(await namesOf("networkpolicies")).toContain("cert-manager-solver");
    },
  );

  const controllers = [
    { controller: { kind: "nginx", namespace: "ingress-nginx" }, tls: { kind: "existing-secret" } },
    {
      controller: { kind: "alb" },
      tls: {
        kind: "acm",
        certificateArns: ["arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d"],
      },
    },
    { controller: { kind: "application-gateway" }, tls: { kind: "existing-secret" } },
  ];
  test.each(controllers)("an Ingress of $controller.kind is taken", async ({ controller, tls }) => {
    await expose({ kind: "ingress", controller, tls, extraHosts: ["finops.example.com"] });

    const backend = { service: { name: "nginx", port: { number: 80 } } };
    const http = { paths: [{ path: "/", pathType: "Prefix", backend }] };
    expect(await stored("ingress/nginx", ".spec.rules")).toEqual([
      { host: "openops.example.com", http },
      { host: "finops.example.com", http },
    ]);
    expect(await stored("service/nginx", ".spec")).toMatchObject({ type: "ClusterIP" });
  });

  test("an account at an authority, which asks over an Ingress of the same class, is made with it", async () => {
    const acme = { email: "ops@example.com" };
    await expose({
      kind: "ingress",
      controller: { kind: "traefik" },
      tls: { kind: "cert-manager", issuer: "letsencrypt", acme },
    });

    expect(await stored("issuer/letsencrypt", ".spec")).toEqual({
      acme: {
        email: "ops@example.com",
        server: "https://acme-v02.api.letsencrypt.org/directory",
        privateKeySecretRef: { name: "letsencrypt-account" },
        solvers: [{ http01: { ingress: { ingressClassName: "traefik" } } }],
      },
    });
    expect(await stored("ingress/nginx", ".metadata.annotations")).toMatchObject({
      "cert-manager.io/issuer": "letsencrypt",
    });
  });

  test("Google's controller is told of health checks, time-outs and the client's address", async () => {
    const controller = { kind: "gce", sslPolicy: "modern" };
    await expose({ kind: "ingress", controller, tls: { kind: "existing-secret" } });

    expect(await stored("backendconfig/nginx", ".spec")).toEqual({
      timeoutSec: 600,
      healthCheck: { type: "HTTP", requestPath: "/healthz", port: 8080 },
      customRequestHeaders: { headers: ["X-Client-Address:{client_ip_address}"] },
    });
    expect(await stored("frontendconfig/nginx", ".spec")).toEqual({ sslPolicy: "modern" });
  });

  test("Traefik is told of TLS versions and ciphers, and answers clear requests apart", async () => {
    await expose({
      kind: "ingress",
      controller: { kind: "traefik" },
      tls: {
        kind: "existing-secret",
        minimumVersion: "1.2",
        ciphers: ["ECDHE-RSA-CHACHA20-POLY1305"],
      },
    });

    expect(await stored("tlsoption/nginx", ".spec")).toEqual({
      minVersion: "VersionTLS12",
      cipherSuites: ["TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"],
    });
    expect([...(await namesOf("ingress"))].sort()).toEqual(["nginx", "nginx-http"]);
  });

  test("an HTTPRoute is taken with its Gateway, hosts and time-out", async () => {
    await expose({
      kind: "gateway-api",
      gateway: { name: "public", namespace: "gateways", sectionName: "https" },
      tlsInFront: true,
      extraHosts: ["finops.example.com"],
    });

    expect(await stored("httproute/nginx", ".spec")).toEqual({
      parentRefs: [
        {
          group: "gateway.networking.k8s.io",
          kind: "Gateway",
          name: "public",
          namespace: "gateways",
          sectionName: "https",
        },
      ],
      hostnames: ["openops.example.com", "finops.example.com"],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          timeouts: { request: "600s" },
          backendRefs: [{ group: "", kind: "Service", name: "nginx", port: 80, weight: 1 }],
        },
      ],
    });
  });

  test("without any way in, no Ingress, route or certificate is left and nobody is let in", async () => {
    await expose({ kind: "none" });

    expect(await namesOf("ingress,httproute,tlsoption,backendconfig,certificate")).toEqual([]);
    expect(await stored("networkpolicy/nginx", ".spec.ingress")).toBeNull();
  });
});
