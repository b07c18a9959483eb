import {
  at,
  kubernetesKind,
  mapsIn,
  namesIn,
  type CheckedResource,
  type ResourceRule,
  type ValueMap,
} from "../rule";

/** Annotations by which clouds are told to keep a load balancer off the internet. */
const internalAnnotations: Readonly<Record<string, string>> = {
  "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
  "service.beta.kubernetes.io/aws-load-balancer-internal": "true",
  "networking.gke.io/load-balancer-type": "Internal",
  "cloud.google.com/load-balancer-type": "Internal",
  "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
  "alb.ingress.kubernetes.io/scheme": "internal",
  "appgw.ingress.kubernetes.io/use-private-ip": "true",
};

function isInternal({ props }: CheckedResource): boolean {
  const annotations = at(props, "metadata", "annotations");
  return Object.entries(internalAnnotations).some(([key, value]) => at(annotations, key) === value);
}

const everywhere = ["0.0.0.0/0", "::/0"];

/** An internal load balancer serves known addresses. */
export const loadBalancerSources: ResourceRule = {
  kind: "resource",
  name: "load-balancer-sources",
  description: "An internal load balancer names the addresses that may reach it.",
  severity: "medium",
  level: "mandatory",
  check: (resource) => {
    const { props } = resource;
    const ranges = at(props, "spec", "loadBalancerSourceRanges");
    const open =
      !Array.isArray(ranges) || ranges.length === 0 || everywhere.some((range) => ranges.includes(range));
    return kubernetesKind(resource) === "Service" &&
      at(props, "spec", "type") === "LoadBalancer" &&
      isInternal(resource) &&
      open
      ? [
          {
            message:
              "The internal load balancer takes traffic from any address: loadBalancerSourceRanges is open.",
            configPath: "openops:exposure",
          },
        ]
      : [];
  },
};

const plainPorts: readonly unknown[] = [80, 8080];
const encryptedPorts: readonly unknown[] = [443, 8443];

function isPlain({ port, name, appProtocol }: ValueMap): boolean {
  return plainPorts.includes(port) || name === "http" || appProtocol === "http";
}

function isEncrypted({ port, name, appProtocol }: ValueMap): boolean {
  return encryptedPorts.includes(port) || name === "https" || appProtocol === "https";
}

/** Whether a Service that the internet may reach serves http and no https. */
function opensPlainPort(resource: CheckedResource): boolean {
  const type = at(resource.props, "spec", "type");
  const ports = mapsIn(at(resource.props, "spec", "ports"));
  return (type === "LoadBalancer" || type === "NodePort") && ports.some(isPlain) && !ports.some(isEncrypted);
}

/** Annotations by which controllers find a certificate that no Secret holds. */
const certificateAnnotations = [
  "alb.ingress.kubernetes.io/certificate-arn",
  "ingress.gcp.kubernetes.io/pre-shared-cert",
  "networking.gke.io/managed-certificates",
  "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
];

function hasCertificate({ props }: CheckedResource): boolean {
  const annotations = at(props, "metadata", "annotations");
  return (
    mapsIn(at(props, "spec", "tls")).length > 0 ||
    certificateAnnotations.some((name) => (at(annotations, name) ?? "") !== "")
  );
}

/** What people sign in over must not be readable on the way. */
export const encryptedEntrance: ResourceRule = {
  kind: "resource",
  name: "encrypted-entrance",
  description:
    "What the internet reaches serves TLS, but for the Services and Ingresses in the setting except, where something in front does.",
  severity: "critical",
  level: "mandatory",
  // The second Ingress of Traefik with TLS options, whose requests the gateway sends on to https.
  settings: { except: ["nginx-http"] },
  check: (resource, settings) => {
    const name = at(resource.props, "metadata", "name");
    const excepted = typeof name === "string" && namesIn(settings, "except").includes(name);
    if (excepted || isInternal(resource)) {
      return [];
    }
    const configPath = "openops:exposure";
    switch (kubernetesKind(resource)) {
      case "Service":
        return opensPlainPort(resource)
          ? [{ message: "The Service serves http to the internet, and no https.", configPath }]
          : [];
      case "Ingress":
        return hasCertificate(resource)
          ? []
          : [{ message: "The Ingress has no certificate, so it serves http alone.", configPath }];
      default:
        return [];
    }
  },
};
