import type { ServiceId } from "../../../services/service-registry";
import { peersOf, servicesOf, surroundingsOf } from "../../../stack/declared-services";
import { removeCommand } from "../../../values/fault";
import type { StackConfig } from "../../../stack/stack-config";
import { sourceOf, sourcesOf, variableId, variablesKeptFor } from "../../../plan/secrets/secret-sources";
import type { Rule } from "../rule";

interface AddedVariable {
  readonly name: string;
  readonly path: string;
}

function addedTo(id: ServiceId, config: StackConfig): readonly AddedVariable[] {
  const clear = Object.keys(config.services[id].env).map((name) => ({
    name,
    path: `services.${id}.env.${name}`,
  }));
  const sources = sourcesOf(config);
  const kept = variablesKeptFor(id, sources).flatMap((name) => {
    const source = sourceOf(variableId(id, name), sources);
    return source.kind === "stack" ? [] : [{ name, path: source.path }];
  });
  return [...clear, ...kept];
}

const noOverridden: Rule = {
  name: "additional variables do not replace the ones a declaration sets",
  *check(config) {
    for (const service of servicesOf(config)) {
      const declared = service.environment(config, surroundingsOf(config, peersOf(config)));
      for (const { name, path } of addedTo(service.id, config)) {
        if (declared[name] !== undefined) {
          yield {
            path,
            expected: "a variable that this program does not set itself",
            got: name,
            why: "services would no longer agree on its value",
            fix: removeCommand(path),
          };
        }
      }
    }
  },
};

/** Rules about environment variables. */
export const environmentRules: readonly Rule[] = [noOverridden];
