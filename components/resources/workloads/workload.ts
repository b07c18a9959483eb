import * as core from "@pulumi/kubernetes/core/v1";
import * as apps from "@pulumi/kubernetes/apps/v1";
import type * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/kubernetes/types";
import { addedMounts } from "../pods/added-parts";
import { autoscaler } from "./autoscaler";
import { disruptionBudgetOf } from "./disruption-budget";
import { hostAliasesOf } from "../pods/host-aliases";
import { serviceAccount } from "./service-account";
import {
  plainVariables,
  podTemplate,
  portName,
  type PodAdditions,
  type ContainerDetails,
  type PodContext,
} from "../pods/pod";
import { secretVariables, type SecretVariables } from "../secrets/secret-variables";
import { awaitedOptions, childOptions, metadata, skipAwait, type ServiceArgs } from "../scope";
import { named } from "../component";

interface DeploymentSettings {
  /** Annotations of its pods besides the configured ones. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Stop the old pod before the new one starts, for a volume that only one pod can mount. */
  readonly recreate?: boolean;
  /** What has to be done before its first pod starts. */
  readonly before?: readonly pulumi.Resource[];
}

/** How the container of a service gets exactly its secret variables. */
export function serviceSecrets(parent: pulumi.Resource, { scope, service }: ServiceArgs): SecretVariables {
  return secretVariables(parent, {
    scope,
    component: service.service.id,
    name: service.service.name,
    texts: service.secretVariables,
    resolve: scope.resolve,
  });
}

/** What a service's pods are made from. */
export interface PodArgs extends ServiceArgs {
  readonly secrets: SecretVariables;
  readonly details: ContainerDetails;
  readonly additions: PodAdditions;
}

/** The pod of a service: its particular container, and all that its declaration implies. */
export function servicePod(
  { scope, service, secrets, details, additions }: PodArgs,
  own: Pick<PodContext, "annotations" | "labels" | "once" | "replicas" | "restartPolicy">,
): input.core.v1.PodTemplateSpec {
  const authorities =
    service.trusts.length === 0 || scope.authorities === undefined ? [] : [scope.authorities];
  const { id } = service.service;
  return podTemplate(
    {
      ...details,
      mounts: [...(details.mounts ?? []), ...authorities, ...addedMounts(service.added)],
    },
    {
      ...own,
      annotations: { ...own.annotations, ...scope.identities.get(id)?.annotations },
      labels: { ...service.podLabels, ...own.labels },
      serviceAccountName: service.serviceAccountName,
      scope,
      component: service.service.id,
      variables: plainVariables(service, scope),
      secrets,
      additions,
      hostAliases: [
        ...hostAliasesOf(service.trusts, scope),
        ...service.hostAliases.map(({ ip, hostnames }) => ({ ip, hostnames: [...hostnames] })),
      ],
    },
  );
}

/** The Deployment of a service. */
export function serviceDeployment(
  parent: pulumi.Resource,
  args: PodArgs,
  settings: DeploymentSettings = {},
): apps.Deployment {
  const { scope, service } = args;
  const { id, name } = service.service;
  const account = serviceAccount(parent, args);
  disruptionBudgetOf(parent, args);
  autoscaler(parent, args);
  return new apps.Deployment(
    named(parent, name),
    {
      metadata: metadata(scope, id, { name }),
      spec: {
        replicas: service.replicas,
        revisionHistoryLimit: 3,
        progressDeadlineSeconds: scope.plan.timeoutMinutes * 60,
        selector: { matchLabels: scope.selectors.ofWorkload(id) },
        strategy: settings.recreate
          ? { type: "Recreate" }
          : {
              type: "RollingUpdate",
              rollingUpdate: { ...service.rollingUpdate },
            },
        template: servicePod(args, {
          annotations: { ...settings.annotations, ...service.podAnnotations },
          replicas: service.mostReplicas,
        }),
      },
    },
    {
      ...awaitedOptions(scope, parent),
      dependsOn: [...args.after, ...(settings.before ?? []), ...(account === undefined ? [] : [account])],
      ...(service.autoscaling.kind === "off" ? {} : { ignoreChanges: ["spec.replicas"] }),
    },
  );
}

/** The Service in front of a service's pods. */
export function serviceEndpoint(parent: pulumi.Resource, { scope, service }: ServiceArgs): core.Service {
  const { id, name, servicePort } = service.service;
  return new core.Service(
    named(parent, name),
    {
      metadata: metadata(scope, id, { name, annotations: skipAwait }),
      spec: {
        type: "ClusterIP",
        selector: scope.selectors.ofPods(id),
        ports: [{ name: portName, port: servicePort, targetPort: portName }],
      },
    },
    childOptions(scope, parent),
  );
}
