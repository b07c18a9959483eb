import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import type * as pulumi from "@pulumi/pulumi";
import { selectorLabels } from "./model/names";
import { childOptions, metadata } from "./scope";
import type { ServiceArgs } from "./scope";

/**
 * The budget that lets a drain take one pod at a time. A service with a single pod gets none, since
 * that one would block every drain of its node.
 */
export function disruptionBudget(parent: pulumi.Resource, { scope, service }: ServiceArgs): void {
  const { id, name } = service.service;
  if (!scope.plan.config.availability.disruptionBudgets || service.replicas === 1) {
    return;
  }
  new PodDisruptionBudget(
    name,
    {
      metadata: metadata(scope, id, { name }),
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: selectorLabels(id) },
      },
    },
    childOptions(scope, parent),
  );
}
