import type { Service } from "../../stack/declared-services";
import { admittedBy, httpsPorts, tlsEndOf } from "../exposure/gateway-entry";
import { metricsPortsOf, probedServices } from "../monitoring/exporters";
import type { ComponentName } from "../component-name";
import type { PolicyRule } from "../../values/network-rule";
import { cacheProfile } from "../../sources/store-profiles";
import { autoscalingOf } from "../pods/scaling";
import type { StackConfig } from "../../stack/stack-config";

/** What may come in from outside the stack: people to the gateway, KEDA to the queues, Prometheus to metrics. */
export function admissionOf(
  component: ComponentName,
  services: readonly Service[],
  config: StackConfig,
): readonly PolicyRule<ComponentName>[] {
  switch (component) {
    case "gateway":
      return [...people(services, config), ...watchers(component, services, config)];
    case "cache":
      return scalers(services, config);
    default:
      return watchers(component, services, config);
  }
}

/** Prometheus comes to what has metrics, the blackbox exporter to what it asks. */
function watchers(
  component: ComponentName,
  services: readonly Service[],
  config: StackConfig,
): readonly PolicyRule<ComponentName>[] {
  const { monitoring } = config;
  if (monitoring.kind === "off") {
    return [];
  }
  const asked = services
    .filter(({ id }) => id === component && probedServices(config).some(({ service }) => service === id))
    .map(({ containerPort }) => containerPort);
  const scraped = metricsPortsOf(component);
  const ports = [...scraped, ...asked];
  return ports.length === 0
    ? []
    : [{ peers: [{ kind: "namespace", namespace: monitoring.namespace }], ports }];
}

function people(services: readonly Service[], config: StackConfig): readonly PolicyRule<ComponentName>[] {
  const admitted = admittedBy(config);
  if (admitted.kind === "nobody") {
    return [];
  }
  const https = tlsEndOf(config) === "nobody" ? [] : [httpsPorts.container];
  const ports = services.filter(({ id }) => id === "gateway").map(({ containerPort }) => containerPort);
  return [{ peers: [admitted], ports: [...ports, ...https] }];
}

function scalers(services: readonly Service[], config: StackConfig): readonly PolicyRule<ComponentName>[] {
  const { location, port } = cacheProfile(config);
  return services.flatMap(({ id }): readonly PolicyRule<ComponentName>[] => {
    const autoscaling = autoscalingOf(id, config);
    return autoscaling.kind === "queue" && location === "pods"
      ? [{ peers: [{ kind: "namespace", namespace: autoscaling.kedaNamespace }], ports: [port] }]
      : [];
  });
}
