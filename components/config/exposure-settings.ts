import { z } from "zod";
import {
  annotations,
  cidr,
  dnsLabel,
  email,
  objectName,
  tcpPort,
  text,
  wholeNumber,
  yesOrNo,
} from "./fields/fields";

/** The suites of TLS 1.2 that keep past sessions secret, as OpenSSL names them; TLS 1.3 has no others. */
export const cipherSuites = [
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
] as const;

/** Oldest versions of TLS that a client may use. */
export const tlsVersions = ["1.2", "1.3"] as const;

const policy = {
  minimumVersion: z
    .enum(tlsVersions)
    .optional()
    .describe("Oldest TLS version. Refused where what ends TLS takes no such order."),
  ciphers: z
    .array(z.enum(cipherSuites))
    .min(1, "at least one cipher suite")
    .optional()
    .describe("Cipher suites of TLS 1.2. Refused where what ends TLS takes no such order."),
};

const arnText = "the ARN of a certificate, such as arn:aws:acm:eu-central-1:111122223333:certificate/…";
const certificateArn = z
  .string(arnText)
  .regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]+$/, arnText);

const acme = z.strictObject({
  email: email.describe("Where the authority writes to before a certificate ends."),
  server: z
    .url({ protocol: /^https$/, error: "an https:// URL" })
    .default("https://acme-v02.api.letsencrypt.org/directory")
    .describe("Directory of an authority that speaks ACME. Default: Let's Encrypt."),
});

const tls = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("off") }),
    z.strictObject({
      kind: z.literal("existing-secret"),
      secretName: objectName
        .default("openops-tls")
        .describe("Secret of type kubernetes.io/tls in the stack's namespace."),
      ...policy,
    }),
    z.strictObject({
      kind: z.literal("cert-manager"),
      issuer: objectName.describe("Name of the issuer, for instance letsencrypt-prod."),
      issuerKind: z
        .enum(["Issuer", "ClusterIssuer"])
        .optional()
        .describe("Default: ClusterIssuer; with `acme` it is an Issuer."),
      acme: acme.optional().describe("Make that Issuer. Default: it exists."),
      secretName: objectName.default("openops-tls").describe("Secret that cert-manager fills."),
      ...policy,
    }),
    z.strictObject({
      kind: z.literal("acm"),
      certificateArns: z
        .array(certificateArn)
        .min(1, "at least one certificate")
        .describe("Certificates of AWS Certificate Manager; the first is the default one."),
      ...policy,
    }),
  ])
  .prefault({ kind: "off" });

const ownAnnotations = annotations
  .default({})
  .describe("Additional annotations; they win over the preset's own.");

const trustedProxies = z
  .array(cidr)
  .optional()
  .describe(
    "Every address range of proxies between clients and the gateway; needed where there are several. " +
      "Default: the ranges of the one proxy that this way in implies, if any.",
  );

const tlsInFront = yesOrNo
  .default(false)
  .describe(
    "Something that this program does not configure ends TLS before requests come here, for instance a CDN or a " +
      "listener of a Gateway, and says so in X-Forwarded-Proto. Default: nothing does.",
  );

const hostText = "a host name such as openops.example.com";
const host = z
  .string(hostText)
  .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/, hostText);
const extraHosts = z
  .array(host)
  .default([])
  .describe(
    "Host names besides the one of `publicUrl`, for webhooks and API calls: OpenOps sets its cookies for the host of `publicUrl`, so people sign in there only.",
  );

const cloud = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("other") }),
    z.strictObject({
      kind: z.literal("aws"),
      crossZone: yesOrNo.default(true).describe("Spread requests over all zones evenly."),
      subnets: z.array(text).default([]).describe("Subnets. Default: those that carry the role's tags."),
      elasticIpAllocations: z
        .array(text)
        .default([])
        .describe("Allocations of static addresses, one for each subnet; public ones only."),
    }),
    z.strictObject({
      kind: z.literal("gcp"),
      addressName: text.optional().describe("Name of a reserved regional address."),
    }),
    z.strictObject({
      kind: z.literal("azure"),
      dnsLabel: dnsLabel.optional().describe("Name below the region's cloudapp.azure.com; public only."),
      publicIpName: text.optional().describe("Name of an existing public address."),
      resourceGroup: text.optional().describe("Resource group of that address. Default: the nodes' own."),
      subnet: text.optional().describe("Subnet of an internal load balancer."),
    }),
  ])
  .prefault({ kind: "other" });

const loadBalancer = z.strictObject({
  kind: z.literal("load-balancer"),
  cloud: cloud.describe("Whose load balancer it is: the annotations of that cloud's controller."),
  internal: yesOrNo.default(false).describe("Reachable from the private network only."),
  address: z
    .union([z.ipv4(), z.ipv6()], "an IP address")
    .optional()
    .describe("Static address, where the cloud takes one as such: azure and other."),
  sourceRanges: z.array(cidr).default([]).describe("Addresses that are let in. Default: all."),
  externalTrafficPolicy: z
    .enum(["Local", "Cluster"])
    .default("Local")
    .describe("Local keeps clients' addresses; with Cluster limits count nodes instead of clients."),
  tls: tls.describe("Who ends TLS: the load balancer with acm, the gateway with a Secret."),
  tlsInFront,
  trustedProxies,
  annotations: ownAnnotations,
});

const className = (name: string) => objectName.default(name).describe("IngressClass.");
const controllerNamespace = dnsLabel
  .optional()
  .describe("Namespace of the controller: no other pods may then reach the gateway. Default: any may.");

const controller = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("nginx"), className: className("nginx"), namespace: controllerNamespace }),
  z.strictObject({
    kind: z.literal("traefik"),
    className: className("traefik"),
    namespace: controllerNamespace,
  }),
  z.strictObject({
    kind: z.literal("alb"),
    className: className("alb"),
    internal: yesOrNo.default(false).describe("Reachable from the private network only."),
    sourceRanges: z.array(cidr).default([]).describe("Addresses that are let in. Default: all."),
    subnets: z.array(text).default([]).describe("Subnets. Default: those that carry the role's tags."),
  }),
  z.strictObject({
    kind: z.literal("gce"),
    addressName: text.optional().describe("Name of a reserved global address."),
    sslPolicy: text.optional().describe("Name of an SSL policy of the project: TLS versions and ciphers."),
  }),
  z.strictObject({
    kind: z.literal("application-gateway"),
    className: className("azure-application-gateway"),
    privateAddress: yesOrNo.default(false).describe("Answer on the gateway's private address."),
    sslProfile: text.optional().describe("Name of an SSL profile of the gateway: TLS versions and ciphers."),
  }),
]);

const ingress = z.strictObject({
  kind: z.literal("ingress"),
  controller: controller.describe("Which controller answers: its class and its annotations."),
  extraHosts,
  tls: tls.describe("Where the controller's certificate comes from."),
  tlsInFront,
  trustedProxies,
  annotations: ownAnnotations,
});

const gatewayApi = z.strictObject({
  kind: z.literal("gateway-api"),
  gateway: z
    .strictObject({
      name: objectName.describe("Name of the Gateway; it ends TLS."),
      namespace: dnsLabel.optional().describe("Its namespace. Default: the stack's."),
      sectionName: objectName.optional().describe("One of its listeners. Default: all that fit."),
    })
    .describe("The Gateway that the HTTPRoute belongs to."),
  controllerNamespace,
  extraHosts,
  tlsInFront,
  trustedProxies,
  annotations: ownAnnotations,
});

const nodePort = z.strictObject({
  kind: z.literal("node-port"),
  port: tcpPort
    .optional()
    .describe("Port of every node, of the range that the cluster has for this. Default: Kubernetes chooses."),
  externalTrafficPolicy: z
    .enum(["Local", "Cluster"])
    .default("Cluster")
    .describe("Local keeps clients' addresses, and only nodes with a pod of the gateway answer."),
  tlsInFront,
  trustedProxies,
  annotations: ownAnnotations,
});

/** How people reach the gateway. */
export const exposure = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("cluster-ip"), trustedProxies }),
  z.strictObject({ kind: z.literal("none") }),
  nodePort,
  loadBalancer,
  ingress,
  gatewayApi,
]);

/** Strict transport security, which the gateway itself sends. */
export const hsts = z
  .strictObject({
    maxAgeSeconds: wholeNumber(1).default(31_536_000).describe("How long browsers insist on https."),
    includeSubdomains: yesOrNo.default(true).describe("Also for every host below this one."),
    preload: yesOrNo
      .default(false)
      .describe("Ask browsers to build the host in; getting out of their list takes months."),
    preloadConfirmedFor: host
      .optional()
      .describe("Must repeat the host of `publicUrl`, as the explicit yes to `preload`."),
  })
  .optional();
