import { serviceExposure } from "../../components/plan/exposure/load-balancer-plan";
import { ingressesOf } from "../../components/plan/exposure/ingress-plan";
import type { RawMap } from "../../components/config/layers";
import { configOf } from "../support/configuration";

const publicUrl = "https://openops.example.com";
const arn = "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d";
const acm = { kind: "acm", certificateArns: [arn] };

/** A certificate is named where it matters; elsewhere something in front ends TLS. */
function exposed(exposure: RawMap, values: RawMap = {}) {
  return configOf({ publicUrl, exposure: { tlsInFront: true, ...exposure }, ...values });
}

function balancer(cloud: RawMap, values: RawMap = {}) {
  return serviceExposure(exposed({ kind: "load-balancer", cloud, ...values }));
}

function ingresses(controller: RawMap, values: RawMap = {}) {
  return ingressesOf(exposed({ kind: "ingress", controller, ...values }), "openops-test");
}

/** The annotations of the one Ingress, without their common prefix. */
function annotationsOf(controller: RawMap, values: RawMap = {}) {
  const [planned] = ingresses(controller, values);
  return planned?.annotations;
}

describe("the gateway's Service", () => {
  test("is inside the cluster by default", () => {
    expect(serviceExposure(configOf())).toEqual({
      type: "ClusterIP",
      annotations: {},
      https: false,
      sourceRanges: [],
    });
  });

  test("on AWS is a public network load balancer whose targets are the pods and that keeps addresses", () => {
    expect(balancer({ kind: "aws" })).toEqual({
      type: "LoadBalancer",
      annotations: {
        "service.beta.kubernetes.io/aws-load-balancer-type": "external",
        "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
        "service.beta.kubernetes.io/aws-load-balancer-scheme": "internet-facing",
        "service.beta.kubernetes.io/aws-load-balancer-attributes": "load_balancing.cross_zone.enabled=true",
        "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes":
          "preserve_client_ip.enabled=true",
        "service.beta.kubernetes.io/aws-load-balancer-healthcheck-protocol": "http",
        "service.beta.kubernetes.io/aws-load-balancer-healthcheck-path": "/healthz",
        "service.beta.kubernetes.io/aws-load-balancer-healthcheck-port": "8080",
      },
      https: false,
      sourceRanges: [],
    });
  });

  test("on AWS with a certificate of ACM really has the port that TLS is ended on", () => {
    const { https, annotations } = balancer(
      { kind: "aws", subnets: ["subnet-1", "subnet-2"], elasticIpAllocations: ["eipalloc-1", "eipalloc-2"] },
      { tls: { ...acm, minimumVersion: "1.3" } },
    );

    expect(https).toBe(true);
    expect(annotations).toMatchObject({
      "service.beta.kubernetes.io/aws-load-balancer-ssl-cert": arn,
      "service.beta.kubernetes.io/aws-load-balancer-ssl-ports": "443",
      "service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy":
        "ELBSecurityPolicy-TLS13-1-3-2021-06",
      "service.beta.kubernetes.io/aws-load-balancer-subnets": "subnet-1,subnet-2",
      "service.beta.kubernetes.io/aws-load-balancer-eip-allocations": "eipalloc-1,eipalloc-2",
    });
  });

  test("on Google is a load balancer of backend services with a named address, or an internal one", () => {
    expect(balancer({ kind: "gcp", addressName: "openops" })).toEqual({
      type: "LoadBalancer",
      annotations: {
        "cloud.google.com/l4-rbs": "enabled",
        "networking.gke.io/load-balancer-ip-addresses": "openops",
      },
      https: false,
      sourceRanges: [],
      externalTrafficPolicy: "Local",
    });
    expect(balancer({ kind: "gcp" }, { internal: true }).annotations).toEqual({
      "networking.gke.io/load-balancer-type": "Internal",
    });
  });

  test("on Azure is asked for its health, and takes a label, an address or a subnet", () => {
    const azure = "service.beta.kubernetes.io/azure-";

    expect(balancer({ kind: "azure", dnsLabel: "openops" }, { address: "203.0.113.7" }).annotations).toEqual({
      [`${azure}load-balancer-ipv4`]: "203.0.113.7",
      [`${azure}dns-label-name`]: "openops",
      [`${azure}load-balancer-health-probe-protocol`]: "http",
      [`${azure}load-balancer-health-probe-request-path`]: "/healthz",
    });
    expect(balancer({ kind: "azure", subnet: "apps" }, { internal: true }).annotations).toMatchObject({
      [`${azure}load-balancer-internal`]: "true",
      [`${azure}load-balancer-internal-subnet`]: "apps",
    });
  });

  test("anywhere else takes an address, source ranges, a traffic policy and annotations of one's own", () => {
    const values = {
      address: "203.0.113.7",
      sourceRanges: ["198.51.100.0/24"],
      externalTrafficPolicy: "Cluster",
      annotations: { "metallb.io/address-pool": "public" },
    };

    expect(balancer({ kind: "other" }, values)).toEqual({
      type: "LoadBalancer",
      annotations: { "metallb.io/address-pool": "public" },
      https: false,
      sourceRanges: ["198.51.100.0/24"],
      externalTrafficPolicy: "Cluster",
      address: "203.0.113.7",
    });
  });
});

describe("an Ingress", () => {
  const issuer = { kind: "cert-manager", issuer: "letsencrypt-prod" };

  test("of ingress-nginx lets in bodies and flows as the gateway does, and ends TLS with cert-manager", () => {
    const tls = { ...issuer, ciphers: ["ECDHE-RSA-AES128-GCM-SHA256"] };
    const nginx = "nginx.ingress.kubernetes.io/";

    expect(ingresses({ kind: "nginx" }, { tls, extraHosts: ["finops.example.com"] })).toEqual([
      {
        name: "nginx",
        className: "nginx",
        annotations: {
          [`${nginx}proxy-body-size`]: "512m",
          [`${nginx}proxy-read-timeout`]: "600",
          [`${nginx}proxy-send-timeout`]: "600",
          [`${nginx}force-ssl-redirect`]: "true",
          [`${nginx}ssl-ciphers`]: "ECDHE-RSA-AES128-GCM-SHA256",
          "cert-manager.io/cluster-issuer": "letsencrypt-prod",
        },
        hosts: ["openops.example.com", "finops.example.com"],
        secretName: "openops-tls",
      },
    ]);
  });

  test("of Traefik answers on both entry points, so that the gateway can send clear requests on", () => {
    expect(annotationsOf({ kind: "traefik" }, { tls: { kind: "existing-secret" } })).toEqual({
      "traefik.ingress.kubernetes.io/router.entrypoints": "web,websecure",
    });
  });

  test("of Traefik with TLS options has a second one for clear requests", () => {
    const tls = { kind: "existing-secret", minimumVersion: "1.3" };
    const [encrypted, clear] = ingresses({ kind: "traefik" }, { tls });

    expect(encrypted?.annotations).toEqual({
      "traefik.ingress.kubernetes.io/router.entrypoints": "websecure",
      "traefik.ingress.kubernetes.io/router.tls": "true",
      "traefik.ingress.kubernetes.io/router.tls.options": "openops-test-nginx@kubernetescrd",
    });
    expect([clear?.name, clear?.secretName, clear?.annotations]).toEqual([
      "nginx-http",
      undefined,
      { "traefik.ingress.kubernetes.io/router.entrypoints": "web" },
    ]);
  });

  test("of an application load balancer has both ports, certificates of ACM and waits for flows", () => {
    const alb = "alb.ingress.kubernetes.io/";
    const controller = { kind: "alb", internal: true, sourceRanges: ["10.0.0.0/8"], subnets: ["subnet-1"] };

    expect(ingresses(controller, { tls: acm })).toEqual([
      {
        name: "nginx",
        className: "alb",
        annotations: {
          [`${alb}scheme`]: "internal",
          [`${alb}target-type`]: "ip",
          [`${alb}listen-ports`]: '[{"HTTP":80},{"HTTPS":443}]',
          [`${alb}healthcheck-path`]: "/healthz",
          [`${alb}load-balancer-attributes`]: "idle_timeout.timeout_seconds=600",
          [`${alb}inbound-cidrs`]: "10.0.0.0/8",
          [`${alb}subnets`]: "subnet-1",
          [`${alb}certificate-arn`]: arn,
          [`${alb}ssl-policy`]: "ELBSecurityPolicy-TLS13-1-2-2021-06",
          [`${alb}ssl-redirect`]: "443",
        },
        hosts: ["openops.example.com"],
        secretName: undefined,
      },
    ]);
  });

  test("of Google goes by an annotation instead of a class", () => {
    const controller = { kind: "gce", addressName: "openops", sslPolicy: "modern" };
    const [planned] = ingresses(controller, { tls: { ...issuer, issuerKind: "Issuer" } });

    expect([planned?.className, planned?.annotations]).toEqual([
      undefined,
      {
        "kubernetes.io/ingress.class": "gce",
        "kubernetes.io/ingress.global-static-ip-name": "openops",
        "networking.gke.io/v1beta1.FrontendConfig": "nginx",
        "cert-manager.io/issuer": "letsencrypt-prod",
      },
    ]);
    expect(serviceExposure(exposed({ kind: "ingress", controller })).annotations).toEqual({
      "cloud.google.com/neg": '{"ingress":true}',
      "cloud.google.com/backend-config": '{"default":"nginx"}',
    });
  });

  test("of an application gateway is asked for its health and waits for flows", () => {
    const controller = { kind: "application-gateway", privateAddress: true, sslProfile: "modern" };
    const agic = "appgw.ingress.kubernetes.io/";

    expect(annotationsOf(controller, { tls: { kind: "existing-secret" } })).toEqual({
      [`${agic}health-probe-path`]: "/healthz",
      [`${agic}request-timeout`]: "600",
      [`${agic}ssl-redirect`]: "true",
      [`${agic}use-private-ip`]: "true",
      [`${agic}appgw-ssl-profile`]: "modern",
    });
  });

  test("takes annotations of one's own, which win", () => {
    const annotations = { "nginx.ingress.kubernetes.io/proxy-body-size": "1g", team: "finops" };

    expect(annotationsOf({ kind: "nginx" }, { annotations })).toMatchObject(annotations);
  });

  test("is not there with another way in", () => {
    expect(ingressesOf(configOf(), "openops-test")).toEqual([]);
  });
});
