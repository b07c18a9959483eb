import { gatewayHealthPath, gateway } from "../../services/gateway/gateway";
import type { StackConfig } from "../../stack/stack-config";
import { hostsOf, type ExposureOf, type ExposureTls } from "./gateway-entry";
import { publicIssuer } from "./certificate-issuer";
import { awsTlsPolicy } from "./tls-policy";

type IngressExposure = ExposureOf<"ingress">;
type Annotations = Readonly<Record<string, string | undefined>>;
type Controller<Kind extends IngressExposure["controller"]["kind"]> = Extract<
  IngressExposure["controller"],
  { readonly kind: Kind }
>;

/** An Ingress as it has to look for the controller that answers it. */
export interface PlannedIngress {
  readonly name: string;
  /** Undefined where the controller goes by an annotation instead. */
  readonly className: string | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  readonly hosts: readonly string[];
  /** The Secret with the certificate, where the controller takes it from one. */
  readonly secretName: string | undefined;
}

interface IngressContext {
  readonly config: StackConfig;
  readonly exposure: IngressExposure;
  readonly namespace: string;
}

/** The Ingresses of a stack: one, two where clear and encrypted requests need different settings, or none. */
export function ingressesOf(config: StackConfig, namespace: string): readonly PlannedIngress[] {
  const { exposure } = config;
  if (exposure.kind !== "ingress") {
    return [];
  }
  const { controller, tls } = exposure;
  const ingress = (name: string, own: Annotations, secretName: string | undefined): PlannedIngress => ({
    name,
    className: "className" in controller ? controller.className : undefined,
    annotations: { ...present(own), ...exposure.annotations },
    hosts: hostsOf(config),
    secretName,
  });
  const own = { ...controllerAnnotations({ config, exposure, namespace }), ...issuerAnnotations(config) };
  const main = ingress(gateway.name, own, secretOf(tls));
  // A router with TLS options answers encrypted requests only; the gateway sends the others on.
  return hasTraefikOptions(exposure)
    ? [main, ingress(`${gateway.name}-http`, traefik("web", {}), undefined)]
    : [main];
}

function present(annotations: Annotations): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(annotations).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
}

function secretOf(tls: ExposureTls): string | undefined {
  return "secretName" in tls ? tls.secretName : undefined;
}

function issuerAnnotations(config: StackConfig): Annotations {
  const issuer = publicIssuer(config);
  return issuer === undefined
    ? {}
    : { [`cert-manager.io/${issuer.kind === "ClusterIssuer" ? "cluster-issuer" : "issuer"}`]: issuer.name };
}

function controllerAnnotations({ config, exposure, namespace }: IngressContext): Annotations {
  const { controller } = exposure;
  switch (controller.kind) {
    case "nginx":
      return nginxAnnotations(config, exposure);
    case "traefik":
      return hasTraefikOptions(exposure)
        ? traefik("websecure", {
            "router.tls": "true",
            "router.tls.options": `${namespace}-${gateway.name}@kubernetescrd`,
          })
        : traefik("web,websecure", {});
    case "alb":
      return albAnnotations(config, { exposure, controller });
    case "gce":
      return gceAnnotations(controller);
    case "application-gateway":
      return applicationGatewayAnnotations(config, { exposure, controller });
  }
}

function withPrefix(prefix: string, values: Annotations): Annotations {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
}

function nginxAnnotations({ services }: StackConfig, { tls }: IngressExposure): Annotations {
  const { bodyLimitMi, tablesBodyLimitMi } = services.gateway;
  const seconds = String(services.app.flowTimeoutSeconds);
  return withPrefix("nginx.ingress.kubernetes.io/", {
    // Its own limit of one MiB would come before the gateway's.
    "proxy-body-size": `${Math.max(bodyLimitMi, tablesBodyLimitMi)}m`,
    "proxy-read-timeout": seconds,
    "proxy-send-timeout": seconds,
    "force-ssl-redirect": tls.kind === "off" ? undefined : "true",
    "ssl-ciphers": "ciphers" in tls ? tls.ciphers?.join(":") : undefined,
  });
}

/** Whether Traefik is told which TLS versions or ciphers to take. */
export function hasTraefikOptions({ controller, tls }: IngressExposure): boolean {
  return (
    controller.kind === "traefik" &&
    tls.kind !== "off" &&
    (tls.minimumVersion !== undefined || tls.ciphers !== undefined)
  );
}

function traefik(entryPoints: string, own: Annotations): Annotations {
  return withPrefix("traefik.ingress.kubernetes.io/", { "router.entrypoints": entryPoints, ...own });
}

interface Controlled<Kind extends IngressExposure["controller"]["kind"]> {
  readonly exposure: IngressExposure;
  readonly controller: Controller<Kind>;
}

function albAnnotations(
  { services }: StackConfig,
  { exposure: { tls }, controller: { internal, sourceRanges, subnets } }: Controlled<"alb">,
): Annotations {
  const acm = tls.kind === "acm" ? tls : undefined;
  const ports = acm === undefined ? [{ HTTP: 80 }] : [{ HTTP: 80 }, { HTTPS: 443 }];
  const listed = (values: readonly string[]) => (values.length === 0 ? undefined : values.join(","));
  return withPrefix("alb.ingress.kubernetes.io/", {
    scheme: internal ? "internal" : "internet-facing",
    "target-type": "ip",
    "listen-ports": JSON.stringify(ports),
    "healthcheck-path": gatewayHealthPath,
    // Synchronous webhooks answer when their flow has ended.
    "load-balancer-attributes": `idle_timeout.timeout_seconds=${services.app.flowTimeoutSeconds}`,
    "inbound-cidrs": listed(sourceRanges),
    subnets: listed(subnets),
    "certificate-arn": acm?.certificateArns.join(","),
    "ssl-policy": acm && awsTlsPolicy(acm.minimumVersion),
    "ssl-redirect": acm && "443",
  });
}

/** Google's controller knows its Ingresses by an annotation and reads no class. */
function gceAnnotations({ addressName, sslPolicy }: Controller<"gce">): Annotations {
  return {
    "kubernetes.io/ingress.class": "gce",
    "kubernetes.io/ingress.global-static-ip-name": addressName,
    "networking.gke.io/v1beta1.FrontendConfig": sslPolicy === undefined ? undefined : gateway.name,
  };
}

function applicationGatewayAnnotations(
  { services }: StackConfig,
  { exposure: { tls }, controller: { privateAddress, sslProfile } }: Controlled<"application-gateway">,
): Annotations {
  return withPrefix("appgw.ingress.kubernetes.io/", {
    "health-probe-path": gatewayHealthPath,
    "request-timeout": String(services.app.flowTimeoutSeconds),
    "ssl-redirect": tls.kind === "off" ? undefined : "true",
    "use-private-ip": privateAddress ? "true" : undefined,
    "appgw-ssl-profile": sslProfile,
  });
}
