import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import type * as pulumi from "@pulumi/pulumi";
import { childOptions, metadata, type ServiceArgs } from "../scope";
import { named } from "../component";

/**
 * The budget that a drain has to keep. A service with a single pod gets none, since that one would
 * block every drain of its node.
 */
export function disruptionBudgetOf(parent: pulumi.Resource, { scope, service }: ServiceArgs): void {
  const { id, name } = service.service;
  const { disruptionBudget } = service;
  if (disruptionBudget === undefined) {
    return;
  }
  new PodDisruptionBudget(
    named(parent, name),
    {
      metadata: metadata(scope, id, { name }),
      spec: {
        ...disruptionBudget,
        selector: { matchLabels: scope.selectors.ofPods(id) },
      },
    },
    childOptions(scope, parent),
  );
}
