import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { objectName } from "./model/names";
import type { StackConfig } from "./model/schema/stack";
import type { ServiceId } from "./model/service";
import { childOptions, metadata } from "./scope";
import type { ServiceArgs } from "./scope";

/** The ServiceAccount of a service's own, or undefined where the namespace's does. */
export function accountNameOf(id: ServiceId, { services }: StackConfig): string | undefined {
  return Object.keys(services[id].serviceAccountAnnotations).length === 0 ? undefined : objectName(id);
}

/** The account that a cloud knows the pods of a service by. It has no rights and no token in the cluster. */
export function serviceAccount(parent: pulumi.Resource, { scope, service }: ServiceArgs): void {
  const { id } = service.service;
  const name = accountNameOf(id, scope.plan.config);
  if (name === undefined) {
    return;
  }
  new core.ServiceAccount(
    name,
    {
      metadata: metadata(scope, id, {
        name,
        annotations: scope.plan.config.services[id].serviceAccountAnnotations,
      }),
      automountServiceAccountToken: false,
    },
    childOptions(scope, parent),
  );
}
