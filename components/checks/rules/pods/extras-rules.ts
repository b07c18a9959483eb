import type { ServiceId } from "../../../services/service-registry";
import { servicesOf } from "../../../stack/declared-services";
import { removeCommand, type Fault } from "../../../values/fault";
import { gatewayExporter } from "../../../plan/monitoring/exporters";
import type { StackConfig } from "../../../stack/stack-config";
import type { Rule } from "../rule";

interface Added {
  readonly path: string;
  readonly settings: StackConfig["services"][ServiceId];
  readonly id: string;
}

function addedTo(config: StackConfig): readonly Added[] {
  return servicesOf(config).map(({ id }) => ({
    path: `services.${id}`,
    id,
    settings: config.services[id],
  }));
}

const ownLabels: Rule = {
  name: "added labels do not replace the ones that pods are known by",
  check: (config) =>
    addedTo(config).flatMap(({ path, settings }) =>
      Object.keys(settings.podLabels)
        .filter((name) => name === "app" || name.startsWith("app.kubernetes.io/"))
        .map((name) => ({
          path: `${path}.podLabels["${name}"]`,
          expected: "a label that this program does not set itself",
          got: name,
          why: "Services and network policies know pods by it",
          fix: removeCommand(`${path}.podLabels["${name}"]`),
        })),
    ),
};

/** Names of containers that this program adds itself. */
const takenNames = ["wait-for-peers", "cache-proxy", "done", gatewayExporter.name];

const ownNames: Rule = {
  name: "added containers have names of their own",
  check: (config) =>
    addedTo(config).flatMap(({ path, id, settings: { sidecars, initContainers } }) => {
      const lists = { sidecars, initContainers };
      const names = [...sidecars, ...initContainers].map(({ name }) => name);
      return (["sidecars", "initContainers"] as const).flatMap((list) =>
        lists[list].flatMap(({ name }, index): readonly Fault[] =>
          [id, ...takenNames].includes(name) || names.indexOf(name) !== names.lastIndexOf(name)
            ? [
                {
                  path: `${path}.${list}[${index}].name`,
                  expected: "a name that no other container of the pod has",
                  got: name,
                },
              ]
            : [],
        ),
      );
    }),
};

const knownVolumes: Rule = {
  name: "added containers mount volumes of their service",
  check: (config) =>
    addedTo(config).flatMap(({ path, settings: { volumes, sidecars, initContainers } }) => {
      const known = volumes.map(({ name }) => name);
      const lists = { sidecars, initContainers };
      return (["sidecars", "initContainers"] as const).flatMap((list) =>
        lists[list].flatMap(({ volumeMounts }, index) =>
          volumeMounts.flatMap(({ name }, mount): readonly Fault[] =>
            known.includes(name)
              ? []
              : [
                  {
                    path: `${path}.${list}[${index}].volumeMounts[${mount}].name`,
                    expected:
                      known.length === 0 ? `a volume in ${path}.volumes` : `one of ${known.join(", ")}`,
                    got: name,
                  },
                ],
          ),
        ),
      );
    }),
};

/** Rules about what users add to pods. */
export const extraRules: readonly Rule[] = [ownLabels, ownNames, knownVolumes];
