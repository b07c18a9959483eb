import { removeCommand } from "../fault";
import { peersOf, servicesOf } from "../topology";
import type { Rule } from "./rule";

const noOverridden: Rule = {
  name: "additional variables do not replace the ones a declaration sets",
  check: (config) =>
    servicesOf(config).flatMap((service) => {
      const declared = service.environment(peersOf(config), config);
      return Object.keys(config.services[service.id].env)
        .filter((name) => declared[name] !== undefined)
        .map((name) => ({
          path: `services.${service.id}.env.${name}`,
          expected: "a variable that this program does not set itself",
          got: name,
          why: "services would no longer agree on its value",
          mend: removeCommand(`services.${service.id}.env.${name}`),
        }));
    }),
};

/** Rules about environment variables. */
export const environmentRules: readonly Rule[] = [noOverridden];
