import type { input } from "@pulumi/kubernetes/types";
import { selectorLabels } from "../../plan/names";
import type { Plan } from "../../plan/plan";
import type { ComponentName } from "../../plan/component-name";
import { defined, nonEmpty } from "../../values/entries";

type PodSpec = input.core.v1.PodSpec;
type Placement = Pick<
  PodSpec,
  "topologySpreadConstraints" | "affinity" | "nodeSelector" | "tolerations" | "priorityClassName"
>;

interface Placed {
  readonly component: ComponentName;
  /** Whether the component may have several pods; a single one has nothing to keep away from. */
  readonly replicated: boolean;
}

/** The part of a pod's specification that says where it runs. */
export function placementOf(placed: Placed, plan: Plan): Placement {
  const { services, placement: all } = plan;
  const own = services.find(({ service }) => service.id === placed.component);
  const placement = own?.placement ?? all;
  const { nodeSelector, tolerations, priorityClassName } = placement;
  return {
    ...(placed.replicated ? apartFromEachOther(selectorLabels(placed.component, plan), placement) : {}),
    ...defined({
      nodeSelector: nonEmpty({ ...nodeSelector }),
      tolerations: nonEmpty(tolerations.map((toleration) => ({ ...toleration }))),
      priorityClassName,
    }),
  };
}

function apartFromEachOther(
  matchLabels: Readonly<Record<string, string>>,
  { spread, antiAffinity }: Plan["placement"],
): Placement {
  const labelSelector = { matchLabels };
  const { enabled, ...constraint } = spread;
  return {
    ...(enabled
      ? {
          topologySpreadConstraints: [
            // A rollout's new pods are spread among themselves, not against the ones that go.
            { ...constraint, labelSelector, matchLabelKeys: ["pod-template-hash"] },
          ],
        }
      : {}),
    ...(antiAffinity === "preferred"
      ? {
          affinity: {
            podAntiAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [
                {
                  weight: 100,
                  podAffinityTerm: { labelSelector, topologyKey: "kubernetes.io/hostname" },
                },
              ],
            },
          },
        }
      : {}),
  };
}

/** A component on whose node a pod runs: always, or where it has pods and there is room. */
export interface Beside {
  readonly component: ComponentName;
  readonly strictness: "required" | "preferred";
}

/** Keeps a pod on the node of a component's pods, whose volumes no other node may mount meanwhile. */
export function besideOf({ component, strictness }: Beside, plan: Plan): input.core.v1.Affinity {
  const term = {
    labelSelector: { matchLabels: selectorLabels(component, plan) },
    topologyKey: "kubernetes.io/hostname",
  };
  return {
    podAffinity:
      strictness === "required"
        ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
        : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
  };
}
