import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { companionsOf } from "../companions";
import { Component } from "../component";
import type { ComponentOptions } from "../component";
import { gatewayHealthPath, renderNginxConfig } from "../model/nginx-config";
import type { Plan } from "../model/plan";
import { gateway } from "../model/services/gateway";
import { emptyFolder } from "../mount";
import type { ContainerDetails } from "../pod";
import { exec, httpGet, probe } from "../probes";
import { childOptions, metadata } from "../scope";
import type { Scope } from "../scope";
import { imageUsers, restricted } from "../security";
import { serviceDeployment, serviceEndpoint } from "../workload";
import type { ServiceArgs } from "../scope";

const configFolder = "/etc/openops/gateway";
const configFile = "nginx.conf";
const configPath = `${configFolder}/${configFile}`;

/** nginx, the only way in. */
export class Gateway extends Component {
  constructor(name: string, args: ServiceArgs, options: ComponentOptions) {
    super("services:Gateway", name, options);
    const settings = nginxSettings(this, args.scope);
    serviceEndpoint(this, args);
    const details = container(args.scope.plan, settings);
    const companions = companionsOf(this, args);
    serviceDeployment(this, { ...args, secret: undefined, companions, details });
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
  const health = httpGet(gatewayHealthPath, gateway.containerPort);
  return {
    image: "nginx",
    resources: config.services.gateway.resources,
    security: restricted(imageUsers.nginx, { readOnlyRoot: true }),
    command: ["nginx", "-c", configPath, "-g", "daemon off;"],
    port: gateway.containerPort,
    probes: {
      startupProbe: probe(health, { periodSeconds: 2, timeoutSeconds: 1, failures: 30 }),
      readinessProbe: probe(health, { delaySeconds: 5, periodSeconds: 5, timeoutSeconds: 3, failures: 3 }),
      livenessProbe: probe(health, { delaySeconds: 30, periodSeconds: 10, timeoutSeconds: 5, failures: 3 }),
    },
    // Load balancers need a moment to notice that the pod is leaving; then requests are finished.
    lifecycle: { preStop: exec("sh", "-c", `sleep 5; nginx -c ${configPath} -s quit`) },
    mounts: [
      {
        volume: { name: "config", configMap: { name: settings.metadata.name } },
        path: configFolder,
        readOnly: true,
      },
      emptyFolder("tmp", "/tmp"),
    ],
  };
}
