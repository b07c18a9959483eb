import type { input } from "@pulumi/kubernetes/types";
import type * as pulumi from "@pulumi/pulumi";
import type { ImageName } from "../../stack/images";
import { referenceOf } from "../../plan/pods/planned-images";
import { objectLabels } from "../../plan/names";
import type { ServicePlan } from "../../plan/pods/service-plan";
import type { ComponentName } from "../../plan/component-name";
import { volumeMount, type Mount } from "./mount";
import { lifecycleOf, probesOf, type LifecyclePlan, type ProbePlans } from "./probes";
import { besideOf, placementOf, type Beside } from "./pod-placement";
import type { Annotations, ClientScope, Scope } from "../scope";
import { noSecretVariables, type SecretVariables } from "../secrets/secret-variables";
import { defined, nonEmpty } from "../../values/entries";

type Container = input.core.v1.Container;
type PodTemplate = input.core.v1.PodTemplateSpec;
type Volume = input.core.v1.Volume;

/** What is particular to one container. */
export interface ContainerDetails extends ProbePlans, LifecyclePlan {
  readonly image: ImageName;
  readonly resources: ServicePlan["resources"];
  readonly securityContext: input.core.v1.SecurityContext;
  readonly command?: readonly string[] | undefined;
  readonly args?: readonly string[];
  readonly port?: number;
  /** Port for HTTPS, where the container has one besides. */
  readonly httpsPort?: number | undefined;
  readonly mounts?: readonly Mount[];
  /** Seconds between the order to stop and the kill. */
  readonly terminationGracePeriodSeconds?: number | undefined;
  /** Group that owns the pod's volumes. */
  readonly fsGroup?: number | undefined;
}

/** What a pod takes from its surroundings. */
export interface PodContext {
  readonly scope: Scope;
  readonly component: ComponentName;
  /** Number of pods, as far as they are to keep apart; default: 1. */
  readonly replicas?: number;
  readonly variables: readonly input.core.v1.EnvVar[];
  /** Where its secret variables come from. */
  readonly secrets?: SecretVariables;
  readonly annotations?: Annotations;
  /** Names that the pod knows without asking a DNS. */
  readonly hostAliases?: readonly input.core.v1.HostAlias[];
  readonly additions?: PodAdditions;
  readonly restartPolicy?: "Never" | "OnFailure";
  /** A container that begins when the main one is healthy and whose end is the end of the pod. */
  readonly once?: Container;
  /** A ServiceAccount of the component's own; default: the namespace's. */
  readonly serviceAccountName?: string | undefined;
  /** A component whose volume it mounts too, so that it has to be on the same node. */
  readonly beside?: Beside | undefined;
  /** Labels that differ from the component's own. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** The containers that run before or beside a service's own, and the volumes they need. */
export interface PodAdditions {
  readonly initContainers: readonly Container[];
  readonly volumes: readonly Volume[];
}

/** What a pod has that nothing is added to. */
export const noAdditions: PodAdditions = { initContainers: [], volumes: [] };

const defaultTerminationGracePeriodSeconds = 60;

/** Builds the template of a pod with one main container. */
export function podTemplate(details: ContainerDetails, context: PodContext): PodTemplate {
  const { plan } = context.scope;
  const annotations = { ...plan.annotations, ...context.annotations, ...context.secrets?.annotations };
  const { initContainers: before, volumes: addedVolumes } = context.additions ?? noAdditions;
  const main = componentContainer(details, context);
  // An init container that restarts always is a sidecar; the next one waits for its startup probe.
  const initContainers =
    context.once === undefined ? before : [...before, { ...main, restartPolicy: "Always" }];
  const ownVolumes = (details.mounts ?? []).flatMap((mount) => ("volume" in mount ? [mount.volume] : []));
  const volumes = [...ownVolumes, ...addedVolumes];
  const { serviceAccountName, hostAliases = [], restartPolicy, beside } = context;
  return {
    metadata: defined({
      labels: { ...objectLabels(context.component, plan), ...context.labels },
      annotations: nonEmpty(annotations),
    }),
    spec: defined({
      automountServiceAccountToken: false,
      serviceAccountName,
      hostAliases: nonEmpty(hostAliases),
      // Service variables of a busy namespace would only clutter the environment.
      enableServiceLinks: false,
      terminationGracePeriodSeconds:
        details.terminationGracePeriodSeconds ?? defaultTerminationGracePeriodSeconds,
      restartPolicy,
      securityContext:
        details.fsGroup === undefined
          ? undefined
          : { fsGroup: details.fsGroup, fsGroupChangePolicy: "OnRootMismatch" },
      imagePullSecrets: nonEmpty(pullSecretsOf(context.scope).map((name) => ({ name }))),
      ...placementOf({ component: context.component, replicated: (context.replicas ?? 1) > 1 }, plan),
      ...(beside === undefined ? {} : { affinity: besideOf(beside, plan) }),
      initContainers: nonEmpty(initContainers),
      containers: [context.once ?? main],
      volumes: nonEmpty(volumes),
    }),
  };
}

/** A container of a component; podTemplate makes a pod's main one of it. */
export function componentContainer(
  details: ContainerDetails,
  context: Pick<PodContext, "scope" | "component" | "variables" | "secrets">,
): Container {
  const { images } = context.scope.plan;
  const { mounts = [], command, args } = details;
  const { secrets = noSecretVariables } = context;
  const secretRefs = secrets.secretNames.map((name) => ({ secretRef: { name } }));
  return defined({
    name: context.component,
    image: referenceOf(details.image, images),
    imagePullPolicy: images.pullPolicy,
    command: command && [...command],
    args: args && [...args],
    ports: nonEmpty(portsOf(details)),
    env: nonEmpty([...secrets.variables, ...context.variables]),
    envFrom: nonEmpty(secretRefs),
    ...probesOf(details),
    lifecycle: lifecycleOf(details),
    resources: details.resources,
    securityContext: details.securityContext,
    volumeMounts: nonEmpty(mounts.map(volumeMount)),
  });
}

/** Name of the port of a pod and its Service. */
export const portName = "main";

/** Name of the gateway's port for HTTPS. */
export const httpsPortName = "https";

function portsOf({ port, httpsPort }: ContainerDetails): readonly input.core.v1.ContainerPort[] {
  return [
    ...(port === undefined ? [] : [{ name: portName, containerPort: port }]),
    ...(httpsPort === undefined ? [] : [{ name: httpsPortName, containerPort: httpsPort }]),
  ];
}

function pullSecretsOf({ plan, pullSecret }: Scope): readonly pulumi.Input<string>[] {
  const { pullSecrets } = plan.images;
  return pullSecret === undefined ? pullSecrets : [...pullSecrets, pullSecret];
}

/** The variables of a service that hold no secret, in the order of their names. */
export function plainVariables(service: ServicePlan, scope: ClientScope): readonly input.core.v1.EnvVar[] {
  return Object.entries(service.variables)
    .sort(([a], [b]) => a.localeCompare(b, "en"))
    .map(([name, value]) => ({ name, value: scope.resolve(value) }));
}
