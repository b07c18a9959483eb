import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import type * as pulumi from "@pulumi/pulumi";
import { selectorLabels } from "../../plan/names";
import { budgetOf } from "../../plan/pods/scaling";
import { childOptions, metadata, type ServiceArgs } from "../scope";

/**
 * The budget that a drain has to keep. A service with a single pod gets none, since that one would
 * block every drain of its node.
 */
export function disruptionBudget(parent: pulumi.Resource, { scope, service }: ServiceArgs): void {
  const { id, name } = service.service;
  const budget = budgetOf(id, service.replicas);
  if (!scope.plan.config.availability.disruptionBudgets || budget === undefined) {
    return;
  }
  new PodDisruptionBudget(
    name,
    {
      metadata: metadata(scope, id, { name }),
      spec: {
        ...budget,
        selector: { matchLabels: selectorLabels(id) },
      },
    },
    childOptions(scope, parent),
  );
}
