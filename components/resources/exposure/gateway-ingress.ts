import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as networking from "@pulumi/kubernetes/networking/v1";
import type * as pulumi from "@pulumi/pulumi";
import { googleClientHeader } from "../../plan/exposure/gateway-entry";
import { hasTraefikOptions, type PlannedIngress } from "../../plan/exposure/ingress-plan";
import { goCipherNames } from "../../plan/exposure/tls-policy";
import { gateway, gatewayHealthPath } from "../../services/gateway/gateway";
import { childOptions, metadata, skipAwait, type Scope } from "../scope";
import { defined } from "../../values/entries";
import { named } from "../component";

/** The Ingress of the gateway, with what its controller reads besides. */
export function gatewayIngress(parent: pulumi.Resource, scope: Scope): void {
  controllerSettings(parent, scope);
  for (const planned of scope.plan.exposure.ingresses) {
    ingress(parent, scope, planned);
  }
}

/** Not awaited: some controllers never say where they answer. */
function ingress(parent: pulumi.Resource, scope: Scope, planned: PlannedIngress): networking.Ingress {
  const { name, className, annotations, hosts, secretName } = planned;
  const backend = { service: { name: gateway.name, port: { number: gateway.servicePort } } };
  return new networking.Ingress(
    named(parent, name),
    {
      metadata: metadata(scope, "gateway", { name, annotations: { ...annotations, ...skipAwait } }),
      spec: {
        ...defined({ ingressClassName: className }),
        ...(secretName === undefined ? {} : { tls: [{ hosts: [...hosts], secretName }] }),
        rules: hosts.map((host) => ({
          host,
          http: { paths: [{ path: "/", pathType: "Prefix", backend }] },
        })),
      },
    },
    childOptions(scope, parent),
  );
}

/** An object of a controller's own kind. */
interface ControllerSettings {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: object;
}

function controllerSettings(parent: pulumi.Resource, scope: Scope): void {
  const { settings: exposure, requestTimeoutSeconds } = scope.plan.exposure;
  if (exposure.kind !== "ingress") {
    return;
  }
  const { controller, tls } = exposure;
  const custom = (object: ControllerSettings) =>
    new CustomResource(
      named(parent, `${gateway.name}-${object.kind.toLowerCase()}`),
      { ...object, metadata: metadata(scope, "gateway", { name: gateway.name }) },
      childOptions(scope, parent),
    );
  if (hasTraefikOptions(exposure) && tls.kind !== "off") {
    const spec = {
      ...(tls.minimumVersion === undefined
        ? {}
        : { minVersion: `VersionTLS${tls.minimumVersion.replace(".", "")}` }),
      ...(tls.ciphers === undefined ? {} : { cipherSuites: tls.ciphers.map((name) => goCipherNames[name]) }),
    };
    custom({ apiVersion: "traefik.io/v1alpha1", kind: "TLSOption", spec });
  }
  if (controller.kind === "gce") {
    custom({
      apiVersion: "cloud.google.com/v1",
      kind: "BackendConfig",
      spec: {
        timeoutSec: requestTimeoutSeconds,
        healthCheck: { type: "HTTP", requestPath: gatewayHealthPath, port: gateway.containerPort },
        customRequestHeaders: { headers: [`${googleClientHeader}:{client_ip_address}`] },
      },
    });
    if (controller.sslPolicy !== undefined) {
      const spec = { sslPolicy: controller.sslPolicy };
      custom({ apiVersion: "networking.gke.io/v1beta1", kind: "FrontendConfig", spec });
    }
  }
}
