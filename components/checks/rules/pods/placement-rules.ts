import { serviceIds } from "../../../stack/declared-services";
import type { Fault } from "../../../values/fault";
import type { StackConfig } from "../../../stack/stack-config";
import type { Rule } from "../rule";

type Toleration = StackConfig["placement"]["tolerations"][number];

const tolerationsAreSound: Rule = {
  name: "tolerations are such that Kubernetes takes them",
  *check({ placement, services }) {
    yield* refusedOf("placement", placement.tolerations);
    for (const id of serviceIds) {
      yield* refusedOf(`services.${id}.placement`, services[id].placement.tolerations ?? []);
    }
  },
};

/** What Kubernetes refuses of tolerations. */
function* refusedOf(path: string, tolerations: readonly Toleration[]): Iterable<Fault> {
  for (const [index, { key, operator, value, effect, tolerationSeconds }] of tolerations.entries()) {
    const place = `${path}.tolerations[${index}]`;
    if (key === undefined && operator !== "Exists") {
      yield {
        path: `${place}.operator`,
        expected: "Exists",
        got: operator ?? "nothing",
        why: "there is no key to be equal",
      };
    }
    if (operator === "Exists" && value !== undefined) {
      yield {
        path: `${place}.value`,
        expected: "none",
        got: value,
        why: "the operator Exists looks at no value",
      };
    }
    if (tolerationSeconds !== undefined && effect !== "NoExecute") {
      yield {
        path: `${place}.effect`,
        expected: "NoExecute",
        got: effect ?? "nothing",
        why: "tolerationSeconds is how long a pod stays once it would be ended",
      };
    }
  }
}

/** Rules about where pods run. */
export const placementRules: readonly Rule[] = [tolerationsAreSound];
