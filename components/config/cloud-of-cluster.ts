import { clouds, type CloudName } from "../../providers/registry";
import type { BaseConfig } from "./base-config";

/** All clouds by their names. */
export const cloudNames: readonly CloudName[] = Object.values(clouds).map(
  ({ database }) => database.schema.shape.kind.value,
);

/** The cloud of a kind of server or identity; undefined where that is of none. */
export function cloudNamed(kind: string): CloudName | undefined {
  return cloudNames.find((name) => name === kind);
}

/** The cloud that a stack's cluster is looked up in; undefined for one of a kubeconfig. */
export function cloudOfCluster({ cluster: { kind } }: BaseConfig): CloudName | undefined {
  return cloudNames.find((name) => clouds[name].cluster.kind.value === kind);
}
