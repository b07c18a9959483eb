import type { ServiceId } from "../../services/service-registry";
import type { StackConfig } from "../../stack/stack-config";

/** How many pods of a service may be above and below the wanted number while it rolls. */
type Rollout = Pick<StackConfig["rollout"], "maxSurge" | "maxUnavailable">;

/** How the pods of a service roll: as all do, but for what it says itself. */
export function rolloutOf(id: ServiceId, { rollout, services }: StackConfig): Rollout {
  const own = services[id].rollout;
  return {
    maxSurge: own.maxSurge ?? rollout.maxSurge,
    maxUnavailable: own.maxUnavailable ?? rollout.maxUnavailable,
  };
}
