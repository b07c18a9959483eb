import type { StackConfig } from "../config/stack-config";

/** How long a pod that runs flows may take to finish them: the longest flow and a minute more. */
export function drainSeconds({ services }: StackConfig): number {
  return services.app.flowTimeoutSeconds + 60;
}
