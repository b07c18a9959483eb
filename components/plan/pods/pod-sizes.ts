import { type Service, servicesOf } from "../../stack/declared-services";
import { bucketOf } from "../backup/backup-plan";
import {
  bootstrapResources,
  cacheProxyResources,
  exporterResources,
  shellResources,
  transferResources,
  type Resources,
} from "./container-sizes";
import { exporterNeedsProxy, exportersOf, gatewayExporter } from "../monitoring/exporters";
import { declaredStores } from "../../sources/store-profiles";
import { rolloutOf } from "./service-plan";
import { hasOwnVolume, mostReplicas } from "./scaling";
import type { StackConfig } from "../../stack/stack-config";
import { needsCacheProxy } from "../../sources/store-tls";

/** A container of a pod, by the configuration path that sets its size. */
export interface SizedContainer {
  readonly path: string;
  readonly resources: Resources;
  /** Whether it ends before the others start. */
  readonly first: boolean;
}

/** Pods of one kind, as many as there can be at once. */
export interface SizedPods {
  readonly name: string;
  readonly count: number;
  readonly containers: readonly SizedContainer[];
}

/** Every pod that a stack can have at once: autoscalers at their most, and everything in a rollout. */
export function podSizes(config: StackConfig): readonly SizedPods[] {
  return [
    ...servicesOf(config).map((service) => servicePods(service, config)),
    ...declaredStores(config).flatMap(({ path, settings }): readonly SizedPods[] =>
      "resources" in settings
        ? [{ name: path, count: 1, containers: [running(`${path}.resources`, settings.resources)] }]
        : [],
    ),
    {
      name: "the database bootstrap",
      count: 1,
      containers: [running("the database bootstrap", bootstrapResources)],
    },
    ...exportersOf(config).map(({ id, name }) => ({
      name: id,
      // One more in a rollout.
      count: 1 + config.rollout.maxSurge,
      containers: [
        running(name, exporterResources),
        ...(exporterNeedsProxy(id, config) ? [running("cache-proxy", cacheProxyResources)] : []),
      ],
    })),
    ...backupPods(config),
  ];
}

/** One pod that saves and one that restores; in each what carries runs before or after the other. */
function backupPods({ backup }: StackConfig): readonly SizedPods[] {
  const carrier = { ...running("the transfer of backups", transferResources), first: true };
  const containers = [
    running("backup.resources", backup.resources),
    ...(bucketOf(backup.target) === undefined ? [] : [carrier]),
  ];
  return backup.enabled ? [{ name: "backup", count: 2, containers }] : [];
}

function running(path: string, resources: Resources): SizedContainer {
  return { path, resources, first: false };
}

function servicePods({ id, waitsFor, cacheClient }: Service, config: StackConfig): SizedPods {
  const { resources, sidecars, initContainers } = config.services[id];
  const path = `services.${id}`;
  const waits = waitsFor.length === 0 ? [] : [{ ...running("wait-for-peers", shellResources), first: true }];
  const proxy = needsCacheProxy(cacheClient, config) ? [running("cache-proxy", cacheProxyResources)] : [];
  const exporter =
    id === "gateway" && config.monitoring.kind === "prometheus"
      ? [running(gatewayExporter.name, exporterResources)]
      : [];
  // A volume of its own goes from the old pod to the new one.
  const surge = hasOwnVolume(id, config) ? 0 : rolloutOf(id, config).maxSurge;
  return {
    name: id,
    count: mostReplicas(id, config) + surge,
    containers: [
      running(`${path}.resources`, resources),
      ...waits,
      ...proxy,
      ...exporter,
      ...sidecars.map((one, index) => running(`${path}.sidecars[${index}].resources`, one.resources)),
      ...initContainers.map((one, index) => ({
        ...running(`${path}.initContainers[${index}].resources`, one.resources),
        first: true,
      })),
    ],
  };
}
