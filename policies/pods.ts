import { at, isMap, kubernetesKind, mapsIn, type CheckedResource, type ValueMap } from "./rule";

/** A container of a workload's pods. */
export interface Container {
  readonly name: string;
  readonly spec: ValueMap;
  /** Whether it ends before the others start. */
  readonly initial: boolean;
}

const podPaths: Readonly<Record<string, readonly string[]>> = {
  Pod: ["spec"],
  Deployment: ["spec", "template", "spec"],
  StatefulSet: ["spec", "template", "spec"],
  DaemonSet: ["spec", "template", "spec"],
  ReplicaSet: ["spec", "template", "spec"],
  Job: ["spec", "template", "spec"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
};

/** Workloads that serve, and so have to say whether they can. */
export const servingKinds: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet"];

/** The specification of a workload's pods; undefined where a resource has none. */
export function podSpecOf(resource: CheckedResource): ValueMap | undefined {
  const path = podPaths[kubernetesKind(resource) ?? ""];
  const spec = path === undefined ? undefined : at(resource.props, ...path);
  return isMap(spec) ? spec : undefined;
}

/** Labels of a workload's pods. */
export function podLabelsOf(resource: CheckedResource): ValueMap {
  const path = podPaths[kubernetesKind(resource) ?? ""] ?? [];
  const labels = at(resource.props, ...path.slice(0, -1), "metadata", "labels");
  return isMap(labels) ? labels : {};
}

/** All containers of a workload's pods. */
export function containersOf(resource: CheckedResource): readonly Container[] {
  const spec = podSpecOf(resource);
  const listed = (key: string, initial: boolean): readonly Container[] =>
    mapsIn(spec?.[key]).map((container) => ({
      name: String(container.name),
      spec: container,
      // An init container that restarts always is a sidecar.
      initial: initial && container.restartPolicy !== "Always",
    }));
  return [...listed("containers", false), ...listed("initContainers", true)];
}

/** The configuration path of a component by an object's label. */
export function componentPath({ props }: CheckedResource): string {
  const component = at(props, "metadata", "labels", "app.kubernetes.io/component");
  const stores: readonly string[] = ["database", "cache"];
  if (typeof component !== "string" || component === "database-bootstrap") {
    return "openops:database";
  }
  if (component === "backup") {
    return "openops:backup";
  }
  return stores.includes(component) ? `openops:${component}` : `openops:services.${component}`;
}
