import type { ServiceId } from "../../../services/service-registry";
import { servicesOf } from "../../../stack/declared-services";
import { removeCommand } from "../../../values/fault";
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
  *check(config) {
    for (const { path, settings } of addedTo(config)) {
      for (const name of Object.keys(settings.podLabels)) {
        if (name === "app" || name.startsWith("app.kubernetes.io/")) {
          yield {
            path: `${path}.podLabels["${name}"]`,
            expected: "a label that this program does not set itself",
            got: name,
            why: "Services and network policies know pods by it",
            fix: removeCommand(`${path}.podLabels["${name}"]`),
          };
        }
      }
    }
  },
};

/** Names of containers that this program adds itself. */
const takenNames = ["wait-for-peers", "cache-proxy", "done", gatewayExporter.name];

const ownNames: Rule = {
  name: "added containers have names of their own",
  *check(config) {
    for (const added of addedTo(config)) {
      const containers = containersOf(added);
      const names = [added.id, ...takenNames, ...containers.map(({ container }) => container.name)];
      for (const { path, container } of containers) {
        if (names.indexOf(container.name) !== names.lastIndexOf(container.name)) {
          yield {
            path: `${path}.name`,
            expected: "a name that no other container of the pod has",
            got: container.name,
          };
        }
      }
    }
  },
};

const knownVolumes: Rule = {
  name: "added containers mount volumes of their service",
  *check(config) {
    for (const added of addedTo(config)) {
      const known = added.settings.volumes.map(({ name }) => name);
      for (const { path, container } of containersOf(added)) {
        for (const [mount, { name }] of container.volumeMounts.entries()) {
          if (!known.includes(name)) {
            yield {
              path: `${path}.volumeMounts[${mount}].name`,
              expected:
                known.length === 0 ? `a volume in ${added.path}.volumes` : `one of ${known.join(", ")}`,
              got: name,
            };
          }
        }
      }
    }
  },
};

/** The containers that users add to a service's pods, each with its path. */
function containersOf({ path, settings: { sidecars, initContainers } }: Added) {
  return [
    ...sidecars.map((container, index) => ({ path: `${path}.sidecars[${index}]`, container })),
    ...initContainers.map((container, index) => ({ path: `${path}.initContainers[${index}]`, container })),
  ];
}

/** Rules about what users add to pods. */
export const extraRules: readonly Rule[] = [ownLabels, ownNames, knownVolumes];
