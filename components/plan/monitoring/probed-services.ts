import type { ServiceId } from "../../services/service-registry";
import { servicesOf } from "../../stack/declared-services";
import type { StackConfig } from "../../stack/stack-config";

/** A service with the path at which it says that it is well. */
export interface ProbedService {
  readonly service: ServiceId;
  readonly healthPath: string;
}

/** The services that the blackbox exporter asks; tables answers no such question from other namespaces. */
export function probedServices(config: StackConfig): readonly ProbedService[] {
  const { monitoring } = config;
  if (monitoring.kind === "off" || monitoring.probe === undefined) {
    return [];
  }
  return servicesOf(config).flatMap(({ id, probed = false, healthPath }) =>
    probed && healthPath !== undefined ? [{ service: id, healthPath }] : [],
  );
}
