import type { ContainerPlan } from "../../services/container-plan";
import type { ServiceId } from "../../services/service-registry";
import { declaredServices, flowSettings } from "../../stack/declared-services";
import type { StackConfig } from "../../stack/stack-config";

/** How the number of a service's pods follows the load; `off` where it does not. */
export type Autoscaling =
  StackConfig["services"]["worker"]["autoscaling"] | StackConfig["services"]["app"]["autoscaling"];

/** Whether pods cannot share their volume, so that one has to go before the next one comes. */
export function ownsVolume({ volumes = [] }: ContainerPlan): boolean {
  return volumes.some((volume) => volume.kind === "claim" && volume.storage.accessMode === "ReadWriteOnce");
}

/** The same of a service, before it is planned. */
export function hasOwnVolume(id: ServiceId, config: StackConfig): boolean {
  return ownsVolume(declaredServices[id].container(config, flowSettings(config)));
}

/** The autoscaling of a service; one without it has as many pods as are configured. */
export function autoscalingOf(id: ServiceId, { services }: StackConfig): Autoscaling {
  const settings = services[id];
  return "autoscaling" in settings ? settings.autoscaling : { kind: "off" };
}

/** The most pods that a service may have outside a rollout. */
export function mostReplicas(id: ServiceId, config: StackConfig): number {
  const autoscaling = autoscalingOf(id, config);
  const { replicas } = config.services[id];
  return autoscaling.kind === "off" ? replicas : Math.max(replicas, autoscaling.maxReplicas);
}

/** What a disruption budget says; undefined where a budget would block every drain. */
export type DisruptionBudget = { readonly minAvailable: number } | { readonly maxUnavailable: number };

/** The disruption budget of a service that always has a number of pods. */
export function budgetOf(id: ServiceId, replicas: number): DisruptionBudget | undefined {
  if (replicas === 1) {
    return undefined;
  }
  return declaredServices[id].keepsTwo === true && replicas >= 3
    ? { minAvailable: 2 }
    : { maxUnavailable: 1 };
}

const queues = ["oneTimeJobs", "repeatableJobs", "webhookJobs"] as const;

/** The lists in Redis in which BullMQ keeps the jobs that wait to be run. */
export const waitingLists = queues.map((queue) => `bull:${queue}:wait`);

/** The keys in which it keeps jobs that wait, run, are to be run later, and have failed. */
export const queueKeys = queues.flatMap((queue) =>
  ["wait", "active", "delayed", "failed"].map((state) => `bull:${queue}:${state}`),
);
