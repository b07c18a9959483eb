import { gatewayHealthPath, gateway } from "../../services/gateway/gateway";
import type { StackConfig } from "../../stack/stack-config";
import { httpsPorts, tlsEndOf, type Exposure, type ExposureOf } from "./gateway-entry";
import { awsTlsPolicy } from "./tls-policy";
import { defined } from "../../values/entries";

type LoadBalancer = ExposureOf<"load-balancer">;
type Cloud = LoadBalancer["cloud"];
type Annotations = Readonly<Record<string, string>>;

/** What the way in changes of the gateway's Service. */
export interface ServiceExposure {
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer";
  readonly annotations: Annotations;
  /** Whether the Service has a port for HTTPS. */
  readonly https: boolean;
  readonly sourceRanges: readonly string[];
  readonly externalTrafficPolicy?: "Local" | "Cluster";
  readonly address?: string;
  /** Port of every node; undefined where Kubernetes chooses or there is none. */
  readonly nodePort?: number | undefined;
}

/** The gateway's Service as its exposure wants it. */
export function serviceExposure(config: StackConfig): ServiceExposure {
  const { exposure } = config;
  const inside = { type: "ClusterIP", https: false, sourceRanges: [] } as const;
  if (exposure.kind === "node-port") {
    const { port: nodePort, externalTrafficPolicy, annotations } = exposure;
    return { ...inside, type: "NodePort", annotations, externalTrafficPolicy, nodePort };
  }
  if (exposure.kind !== "load-balancer") {
    return { ...inside, annotations: backendAnnotations(exposure) };
  }
  const { cloud, sourceRanges, externalTrafficPolicy, address, annotations } = exposure;
  return {
    type: "LoadBalancer",
    annotations: { ...cloudAnnotations(exposure), ...annotations },
    https: tlsEndOf(config) !== "nobody",
    sourceRanges,
    // With AWS' targets the traffic goes to the pods and passes no node.
    ...(cloud.kind === "aws" ? {} : { externalTrafficPolicy }),
    ...(cloud.kind === "other" && address !== undefined ? { address } : {}),
  };
}

/** Google's Ingress takes the settings of a backend from its Service. */
function backendAnnotations(exposure: Exposure): Annotations {
  return exposure.kind === "ingress" && exposure.controller.kind === "gce"
    ? {
        "cloud.google.com/neg": JSON.stringify({ ingress: true }),
        "cloud.google.com/backend-config": JSON.stringify({ default: gateway.name }),
      }
    : {};
}

function cloudAnnotations(exposure: LoadBalancer): Annotations {
  const { cloud } = exposure;
  switch (cloud.kind) {
    case "aws":
      return awsAnnotations(exposure, cloud);
    case "gcp":
      return gcpAnnotations(exposure, cloud);
    case "azure":
      return azureAnnotations(exposure, cloud);
    case "other":
      return {};
  }
}

/** Prefixes names and leaves out what has no value. */
function prefixed(prefix: string, values: Readonly<Record<string, string | undefined>>): Annotations {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${prefix}${name}`, value] as const],
    ),
  );
}

function listed(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(",");
}

/** For the AWS Load Balancer Controller: a network load balancer whose targets are the pods. */
function awsAnnotations(
  { internal, tls }: LoadBalancer,
  { crossZone, subnets, elasticIpAllocations }: Extract<Cloud, { readonly kind: "aws" }>,
): Annotations {
  const ended = tls.kind === "acm" ? tls : undefined;
  return prefixed("service.beta.kubernetes.io/aws-load-balancer-", {
    type: "external",
    "nlb-target-type": "ip",
    scheme: internal ? "internal" : "internet-facing",
    attributes: `load_balancing.cross_zone.enabled=${crossZone}`,
    // Pods as targets see the load balancer's address otherwise.
    "target-group-attributes": "preserve_client_ip.enabled=true",
    "healthcheck-protocol": "http",
    "healthcheck-path": gatewayHealthPath,
    "healthcheck-port": String(gateway.containerPort),
    subnets: listed(subnets),
    "eip-allocations": listed(elasticIpAllocations),
    "ssl-cert": ended && ended.certificateArns.join(","),
    "ssl-ports": ended && String(httpsPorts.service),
    "ssl-negotiation-policy": ended && awsTlsPolicy(ended.minimumVersion),
  });
}

function gcpAnnotations(
  { internal }: LoadBalancer,
  { addressName }: Extract<Cloud, { readonly kind: "gcp" }>,
): Annotations {
  return {
    ...(internal
      ? { "networking.gke.io/load-balancer-type": "Internal" }
      : { "cloud.google.com/l4-rbs": "enabled" }),
    ...defined({ "networking.gke.io/load-balancer-ip-addresses": addressName }),
  };
}

function azureAnnotations(
  { internal, address, tls }: LoadBalancer,
  azure: Extract<Cloud, { readonly kind: "azure" }>,
): Annotations {
  return prefixed("service.beta.kubernetes.io/azure-", {
    "load-balancer-internal": internal ? "true" : undefined,
    "load-balancer-internal-subnet": azure.subnet,
    "load-balancer-ipv4": address,
    "pip-name": azure.publicIpName,
    "load-balancer-resource-group": azure.resourceGroup,
    "dns-label-name": azure.dnsLabel,
    // One setting for all ports: where one of them speaks TLS, a connection has to do.
    ...(tls.kind === "off"
      ? {
          "load-balancer-health-probe-protocol": "http",
          "load-balancer-health-probe-request-path": gatewayHealthPath,
        }
      : {}),
  });
}
