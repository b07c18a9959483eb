import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { companionsOf } from "../pods/companions";
import { Component, type ComponentOptions } from "../component";
import { gatewayIngress } from "../exposure/gateway-ingress";
import { gatewayRoute } from "../exposure/http-route";
import { gatewayService, loadBalancerAddress } from "../exposure/gateway-service";
import { publicCertificateMount, requestPublicCertificate } from "../exposure/public-certificate";
import { httpsPorts, tlsEndOf } from "../../plan/exposure/gateway-entry";
import { publicCertificate, renderNginxConfig } from "../../plan/exposure/nginx-config";
import type { Plan } from "../../plan/plan";
import type { StackConfig } from "../../config/stack-config";
import { gateway } from "../../services/gateway/gateway";
import { withGatewayExporter } from "../monitoring/gateway-exporter";
import { emptyFolder } from "../pods/mount";
import type { ContainerDetails } from "../pods/pod";
import { exec, httpHealth, probe } from "../pods/probes";
import { childOptions, metadata, type Scope, type ServiceArgs } from "../scope";
import { imageUsers, restricted } from "../pods/container-security";
import { noSecretVariables } from "../secrets/secret-variables";
import { serviceDeployment } from "./workload";

const configFolder = "/etc/openops/gateway";
const configFile = "nginx.conf";
const configPath = `${configFolder}/${configFile}`;

/** nginx, the only way in. */
export class Gateway extends Component {
  readonly deployment: Deployment;
  /** Where its load balancer answers; undefined where it has none. */
  readonly loadBalancer: pulumi.Output<string> | undefined;

  constructor(name: string, args: ServiceArgs, options: ComponentOptions) {
    super("services:Gateway", name, options);
    const settings = nginxSettings(this, args.scope);
    const endpoint = gatewayService(this, args);
    gatewayIngress(this, args.scope);
    gatewayRoute(this, args.scope);
    requestPublicCertificate(this, args.scope);
    const details = container(args.scope.plan, settings);
    const companions = withGatewayExporter(companionsOf(this, args), args.scope.plan.config);
    this.deployment = serviceDeployment(this, { ...args, secrets: noSecretVariables, companions, details });
    const { kind } = args.scope.plan.config.exposure;
    this.loadBalancer = kind === "load-balancer" ? loadBalancerAddress(endpoint) : undefined;
    this.registerOutputs({});
  }
}

function nginxSettings(parent: pulumi.Resource, scope: Scope): core.ConfigMap {
  return new core.ConfigMap(
    gateway.name,
    {
      metadata: metadata(scope, "gateway"),
      immutable: true,
      data: { [configFile]: renderNginxConfig(scope.plan) },
    },
    childOptions(scope, parent),
  );
}

function container({ config }: Plan, settings: core.ConfigMap): ContainerDetails {
  const health = httpHealth(gateway);
  const certificate = publicCertificateMount(config);
  return {
    image: "nginx",
    resources: config.services.gateway.resources,
    security: restricted(imageUsers.nginx, { readOnlyRoot: true }),
    command: commandOf(config),
    port: gateway.containerPort,
    httpsPort: tlsEndOf(config) === "nobody" ? undefined : httpsPorts.container,
    probes: {
      startupProbe: probe(health, { periodSeconds: 2, timeoutSeconds: 1, failures: 30 }),
      readinessProbe: probe(health, { delaySeconds: 5, periodSeconds: 5, timeoutSeconds: 3, failures: 3 }),
      livenessProbe: probe(health, { delaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5, failures: 3 }),
    },
    // Load balancers need a moment to notice that the pod is leaving; then requests are finished.
    lifecycle: { preStop: exec("sh", "-c", `sleep 5; nginx -c ${configPath} -s quit`) },
    // Root owns the certificate's files, and the group may read them.
    ...(certificate === undefined ? {} : { volumeGroup: imageUsers.nginx }),
    mounts: [
      {
        volume: { name: "config", configMap: { name: settings.metadata.name } },
        path: configFolder,
        readOnly: true,
      },
      emptyFolder("tmp", "/tmp"),
      ...(certificate === undefined ? [] : [certificate]),
    ],
  };
}

const start = ["nginx", "-c", configPath, "-g", "daemon off;"] as const;

/** Seconds between two looks at the certificate; kubelet brings a renewed one after a minute or two. */
const certificateCheckSeconds = 10;

/** nginx reads its certificate once, so a renewed one has to be told of. */
function commandOf(config: StackConfig): readonly string[] {
  if (tlsEndOf(config) !== "gateway") {
    return start;
  }
  const files = publicCertificate.files.map((file) => `${publicCertificate.folder}/${file}`).join(" ");
  const script = `
seen=$(cat ${files} | cksum)
while sleep ${certificateCheckSeconds}; do
  now=$(cat ${files} | cksum)
  if [ "$now" != "$seen" ]; then
    nginx -c ${configPath} -s reload && seen=$now
  fi
done &
exec "$@"
`.trim();
  return ["sh", "-c", script, "gateway", ...start];
}
