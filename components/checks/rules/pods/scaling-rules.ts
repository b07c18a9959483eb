import { servicesOf } from "../../../stack/declared-services";
import { setCommand } from "../../../values/fault";
import { autoscalingOf } from "../../../plan/pods/scaling";
import type { Rule } from "../rule";

const roomToGrow: Rule = {
  name: "an autoscaler has room for the pods a service starts with",
  *check(config) {
    for (const { id } of servicesOf(config)) {
      const autoscaling = autoscalingOf(id, config);
      const { replicas } = config.services[id];
      if (autoscaling.kind !== "off" && autoscaling.maxReplicas <= replicas) {
        yield {
          path: `services.${id}.autoscaling.maxReplicas`,
          expected: `more than replicas, which is ${replicas}`,
          got: String(autoscaling.maxReplicas),
          fix: setCommand(`services.${id}.autoscaling.maxReplicas`, String(replicas + 1)),
        };
      }
    }
  },
};

/** Rules about the number of pods. */
export const scalingRules: readonly Rule[] = [roomToGrow];
