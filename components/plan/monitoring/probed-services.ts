import type { StackConfig } from "../../config/stack-config";
import type { ServiceId } from "../../services/service";
import { declaredServices } from "../../services/service-registry";

/** A service with the path at which it says that it is well. */
export interface ProbedService {
  readonly service: ServiceId;
  readonly healthPath: string;
}

/** The services that the blackbox exporter asks; tables answers no such question from other namespaces. */
export function probedServices({ monitoring, services }: StackConfig): readonly ProbedService[] {
  if (monitoring.kind === "off" || monitoring.probe === undefined) {
    return [];
  }
  const analytics = services.analytics.enabled ? (["analytics"] as const) : [];
  return (["gateway", "app", ...analytics] as const).flatMap((service) => {
    const { healthPath } = declaredServices[service];
    return healthPath === undefined ? [] : [{ service, healthPath }];
  });
}
