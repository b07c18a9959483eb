import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { identityOf } from "./model/identities";
import { objectName } from "./model/names";
import type { StackConfig } from "./model/schema/stack";
import type { ServiceId } from "./model/service";
import { childOptions, metadata } from "./scope";
import type { ServiceArgs } from "./scope";

/** The ServiceAccount of a service's own, or undefined where the namespace's does. */
export function accountNameOf(id: ServiceId, config: StackConfig): string | undefined {
  const annotated = Object.keys(config.services[id].serviceAccountAnnotations).length > 0;
  return annotated || identityOf(id, config) !== undefined ? objectName(id) : undefined;
}

/**
 * The account that a cloud knows the pods of a service by. It has no rights and no token in the cluster.
 *
 * @returns undefined where the namespace's does; pods that start before it would not get its credentials
 */
export function serviceAccount(
  parent: pulumi.Resource,
  { scope, service }: ServiceArgs,
): core.ServiceAccount | undefined {
  const { id } = service.service;
  const name = accountNameOf(id, scope.plan.config);
  if (name === undefined) {
    return undefined;
  }
  const identity = scope.identities.get(id);
  const annotations = {
    ...scope.plan.config.services[id].serviceAccountAnnotations,
    ...identity?.annotations,
  };
  return new core.ServiceAccount(
    name,
    { metadata: metadata(scope, id, { name, annotations }), automountServiceAccountToken: false },
    { ...childOptions(scope, parent), dependsOn: identity === undefined ? [] : [identity.resource] },
  );
}
