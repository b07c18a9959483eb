import { serviceIds } from "../../stack/declared-services";
import type { ComponentName } from "../component-name";
import type { StackConfig } from "../../stack/stack-config";

/** Where the pods of a component run: what all have, with what its service has instead. */
export function placementFor(
  component: ComponentName,
  { placement: all, services }: StackConfig,
): StackConfig["placement"] {
  const service = serviceIds.find((id) => id === component);
  const own = service === undefined ? {} : services[service].placement;
  const priorityClassName = own.priorityClassName ?? all.priorityClassName;
  return {
    spread: {
      enabled: own.spread?.enabled ?? all.spread.enabled,
      maxSkew: own.spread?.maxSkew ?? all.spread.maxSkew,
      topologyKey: own.spread?.topologyKey ?? all.spread.topologyKey,
      whenUnsatisfiable: own.spread?.whenUnsatisfiable ?? all.spread.whenUnsatisfiable,
    },
    antiAffinity: own.antiAffinity ?? all.antiAffinity,
    nodeSelector: own.nodeSelector ?? all.nodeSelector,
    tolerations: own.tolerations ?? all.tolerations,
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
  };
}
