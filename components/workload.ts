import * as core from "@pulumi/kubernetes/core/v1";
import * as apps from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { selectorLabels } from "./model/names";
import type { ServicePlan } from "./model/plan";
import { plainVariables, podTemplate, portName, waitsOf } from "./pod";
import type { ContainerDetails } from "./pod";
import { awaitedOptions, childOptions, metadata, skipAwait } from "./scope";
import type { ClientScope } from "./scope";

/** What a service's component is made from. */
export interface ServiceArgs {
  readonly scope: ClientScope;
  readonly service: ServicePlan;
}

interface DeploymentSettings {
  /** Stop the old pod before the new one starts, for a volume that only one pod can mount. */
  readonly recreate?: boolean;
  /** What has to be done before its first pod starts. */
  readonly before?: readonly pulumi.Resource[];
}

/** The Secret with exactly the secret variables of a service, or undefined where it has none. */
export function serviceSecret(
  parent: pulumi.Resource,
  { scope, service }: ServiceArgs,
): core.Secret | undefined {
  const entries = Object.entries(service.secretVariables);
  return entries.length === 0
    ? undefined
    : new core.Secret(
        service.service.name,
        {
          metadata: metadata(scope, service.service.id),
          immutable: true,
          stringData: Object.fromEntries(
            entries.map(([name, value]) => [name, pulumi.secret(scope.resolve(value))]),
          ),
        },
        childOptions(scope, parent),
      );
}

/** The Deployment of a service: its particular container, and all that its declaration implies. */
export function serviceDeployment(
  parent: pulumi.Resource,
  args: ServiceArgs & { readonly secret: core.Secret | undefined; readonly details: ContainerDetails },
  settings: DeploymentSettings = {},
): apps.Deployment {
  const { scope, service, secret, details } = args;
  const { id, name } = service.service;
  const { rollout, services } = scope.plan.config;
  return new apps.Deployment(
    name,
    {
      metadata: metadata(scope, id, { name }),
      spec: {
        replicas: service.replicas,
        revisionHistoryLimit: 3,
        progressDeadlineSeconds: rollout.timeoutMinutes * 60,
        selector: { matchLabels: selectorLabels(id) },
        strategy: settings.recreate
          ? { type: "Recreate" }
          : {
              type: "RollingUpdate",
              rollingUpdate: { maxSurge: rollout.maxSurge, maxUnavailable: rollout.maxUnavailable },
            },
        template: podTemplate(details, {
          scope,
          component: id,
          variables: plainVariables(service, scope),
          secretName: secret?.metadata.name,
          annotations: services[id].podAnnotations,
          initContainers: waitsOf(service, scope),
        }),
      },
    },
    { ...awaitedOptions(scope, parent), dependsOn: [...(settings.before ?? [])] },
  );
}

/** The Service in front of a service's pods. */
export function serviceEndpoint(parent: pulumi.Resource, { scope, service }: ServiceArgs): core.Service {
  const { id, name, servicePort } = service.service;
  return new core.Service(
    name,
    {
      metadata: metadata(scope, id, { name, annotations: skipAwait }),
      spec: {
        type: "ClusterIP",
        selector: selectorLabels(id),
        ports: [{ name: portName, port: servicePort, targetPort: portName }],
      },
    },
    childOptions(scope, parent),
  );
}
