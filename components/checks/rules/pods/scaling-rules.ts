import { servicesOf } from "../../../stack/declared-services";
import { setCommand, type Fault } from "../../../values/fault";
import { autoscalingOf } from "../../../plan/pods/scaling";
import type { Rule } from "../rule";

const roomToGrow: Rule = {
  name: "an autoscaler has room for the pods a service starts with",
  check: (config) =>
    servicesOf(config).flatMap(({ id }): readonly Fault[] => {
      const autoscaling = autoscalingOf(id, config);
      const { replicas } = config.services[id];
      return autoscaling.kind === "off" || autoscaling.maxReplicas > replicas
        ? []
        : [
            {
              path: `services.${id}.autoscaling.maxReplicas`,
              expected: `more than replicas, which is ${replicas}`,
              got: String(autoscaling.maxReplicas),
              fix: setCommand(`services.${id}.autoscaling.maxReplicas`, String(replicas + 1)),
            },
          ];
    }),
};

/** Rules about the number of pods. */
export const scalingRules: readonly Rule[] = [roomToGrow];
