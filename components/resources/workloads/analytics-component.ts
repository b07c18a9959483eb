import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { companionsOf } from "../pods/companions";
import { Component, type ComponentOptions } from "../component";
import type { Plan } from "../../plan/plan";
import { analytics, supersetConfig } from "../../services/analytics/analytics";
import type { ContainerDetails } from "../pods/pod";
import { httpHealth, probe } from "../pods/probes";
import { childOptions, metadata, type Scope, type ServiceArgs } from "../scope";
import { imageUsers, restricted } from "../pods/container-security";
import { serviceDeployment, serviceEndpoint, serviceSecrets } from "./workload";
import { firstBootOf } from "./first-boot";
import { supersetConfigSource } from "../../services/analytics/superset-config";

/** Analytics. */
export class Analytics extends Component {
  readonly deployment: Deployment;

  constructor(name: string, args: ServiceArgs, options: ComponentOptions) {
    super("services:Analytics", name, options);
    const settings = supersetSettings(this, args.scope);
    const pod = {
      ...args,
      secrets: serviceSecrets(this, args),
      companions: companionsOf(this, args),
      details: container(args.scope.plan, settings),
    };
    const before = firstBootOf(this, pod);
    serviceEndpoint(this, args);
    this.deployment = serviceDeployment(this, pod, { before });
    this.registerOutputs({});
  }
}

function supersetSettings(parent: pulumi.Resource, scope: Scope): core.ConfigMap {
  return new core.ConfigMap(
    analytics.name,
    {
      metadata: metadata(scope, "analytics"),
      immutable: true,
      data: { [supersetConfig.file]: supersetConfigSource },
    },
    childOptions(scope, parent),
  );
}

function container({ config }: Plan, settings: core.ConfigMap): ContainerDetails {
  const health = httpHealth(analytics);
  return {
    image: "analytics",
    resources: config.services.analytics.resources,
    security: restricted(imageUsers.analytics, { readOnlyRoot: false }),
    port: analytics.containerPort,
    probes: {
      startupProbe: probe(health, { delaySeconds: 10, periodSeconds: 10, timeoutSeconds: 5, failures: 30 }),
      readinessProbe: probe(health, { delaySeconds: 30, periodSeconds: 20, timeoutSeconds: 8, failures: 10 }),
      livenessProbe: probe(health, { delaySeconds: 60, periodSeconds: 20, timeoutSeconds: 8, failures: 10 }),
    },
    mounts: [
      {
        volume: { name: "superset-config", configMap: { name: settings.metadata.name } },
        path: supersetConfig.folder,
        readOnly: true,
      },
    ],
  };
}
