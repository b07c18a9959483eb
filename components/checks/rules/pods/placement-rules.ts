import { serviceIds } from "../../../stack/declared-services";
import type { Fault } from "../../../values/fault";
import type { StackConfig } from "../../../stack/stack-config";
import type { Rule } from "../rule";

type Toleration = StackConfig["placement"]["tolerations"][number];

/** What Kubernetes refuses of a toleration: the field, what it has to be, and why. */
function refusedOf({ key, operator, value, effect, tolerationSeconds }: Toleration) {
  return [
    ...(key === undefined && operator !== "Exists"
      ? [{ field: "operator", expected: "Exists", got: operator, why: "there is no key to be equal" }]
      : []),
    ...(operator === "Exists" && value !== undefined
      ? [{ field: "value", expected: "none", got: value, why: "the operator Exists looks at no value" }]
      : []),
    ...(tolerationSeconds !== undefined && effect !== "NoExecute"
      ? [
          {
            field: "effect",
            expected: "NoExecute",
            got: effect,
            why: "tolerationSeconds is how long a pod stays once it would be ended",
          },
        ]
      : []),
  ];
}

const tolerationsAreSound: Rule = {
  name: "tolerations are such that Kubernetes takes them",
  check: ({ placement, services }) => {
    const places = [
      { path: "placement", tolerations: placement.tolerations },
      ...serviceIds.map((id) => ({
        path: `services.${id}.placement`,
        tolerations: services[id].placement.tolerations ?? [],
      })),
    ];
    return places.flatMap(({ path, tolerations }) =>
      tolerations.flatMap((toleration, index) =>
        refusedOf(toleration).map(({ field, got, ...told }): Fault => ({
          path: `${path}.tolerations[${index}].${field}`,
          got: got ?? "nothing",
          ...told,
        })),
      ),
    );
  },
};

/** Rules about where pods run. */
export const placementRules: readonly Rule[] = [tolerationsAreSound];
