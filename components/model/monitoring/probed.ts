import { gatewayHealthPath } from "../nginx-config";
import type { StackConfig } from "../schema/stack";
import type { ServiceId } from "../service";

/** A service with the path at which it says that it is well. */
export interface ProbedService {
  readonly service: ServiceId;
  readonly healthPath: string;
}

/** Where the app answers once migrations and seeds are done; it checks neither database nor cache. */
export const appHealthPath = "/api/v1/health";

/** Where analytics answers. */
export const analyticsHealthPath = "/health";

/** The services that the blackbox exporter asks; tables answers no such question from other namespaces. */
export function probedServices({ monitoring, services }: StackConfig): readonly ProbedService[] {
  if (monitoring.kind === "off" || monitoring.probe === undefined) {
    return [];
  }
  const analytics: readonly ProbedService[] = services.analytics.enabled
    ? [{ service: "analytics", healthPath: analyticsHealthPath }]
    : [];
  return [
    { service: "gateway", healthPath: gatewayHealthPath },
    { service: "app", healthPath: appHealthPath },
    ...analytics,
  ];
}
