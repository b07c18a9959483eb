import { componentPath, podLabelsOf, podSpecOf, servingKinds } from "../pods";
import { at, isMap, kubernetesKind, type CheckedResource, type StackRule } from "../rule";

/** Traffic that nobody declared must be refused: routes inside OpenOps have no authentication. */
export const networkPolicies: StackRule = {
  kind: "stack",
  name: "network-policies",
  description: "A NetworkPolicy selects the pods of every workload.",
  severity: "critical",
  level: "mandatory",
  check: (resources) =>
    resources
      .filter(
        (resource) => podSpecOf(resource) !== undefined && !selectedBy(resources, resource, "NetworkPolicy"),
      )
      .map((resource) => ({
        resource,
        message: "No NetworkPolicy selects its pods, so everything in the cluster may reach them.",
        configPath: "openops:network",
      })),
};

/** A drain of nodes must leave pods to serve. */
export const disruptionBudgets: StackRule = {
  kind: "stack",
  name: "disruption-budgets",
  description: "A PodDisruptionBudget selects the pods of every workload with two or more of them.",
  severity: "medium",
  level: "mandatory",
  check: (resources) =>
    resources
      .filter(
        (resource) =>
          servingKinds.includes(kubernetesKind(resource) ?? "") &&
          Number(at(resource.props, "spec", "replicas") ?? 1) > 1 &&
          !selectedBy(resources, resource, "PodDisruptionBudget"),
      )
      .map((resource) => ({
        resource,
        message: "No PodDisruptionBudget selects its pods, so a drain may stop all of them at once.",
        configPath: componentPath(resource),
      })),
};

/** Whether an object of a kind selects a workload's pods. */
function selectedBy(resources: readonly CheckedResource[], workload: CheckedResource, kind: string): boolean {
  const labels = podLabelsOf(workload);
  const namespace = at(workload.props, "metadata", "namespace");
  const field = kind === "NetworkPolicy" ? "podSelector" : "selector";
  return resources.some((resource) => {
    const matchLabels = at(resource.props, "spec", field, "matchLabels");
    return (
      kubernetesKind(resource) === kind &&
      at(resource.props, "metadata", "namespace") === namespace &&
      isMap(matchLabels) &&
      Object.keys(matchLabels).length > 0 &&
      Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
    );
  });
}
