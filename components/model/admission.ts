import { admittedBy, httpsPorts, tlsEndOf } from "./exposure/entrance";
import type { ComponentName, PolicyRule } from "./policies";
import type { StackConfig } from "./schema/stack";
import type { Service } from "./service";

/** What may come in from outside the stack: people to the gateway. */
export function admissionOf(
  component: ComponentName,
  services: readonly Service[],
  config: StackConfig,
): readonly PolicyRule[] {
  const admitted = admittedBy(config);
  if (component !== "gateway" || admitted.kind === "nobody") {
    return [];
  }
  const https = tlsEndOf(config) === "nobody" ? [] : [httpsPorts.container];
  const ports = services.filter(({ id }) => id === component).map(({ containerPort }) => containerPort);
  return [{ peers: [admitted], ports: [...ports, ...https] }];
}
