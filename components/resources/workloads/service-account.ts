import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { objectName } from "../../plan/names";
import type { ComponentName } from "../../plan/component-name";
import { childOptions, metadata, type Annotations, type ClientScope, type ServiceArgs } from "../scope";
import { named } from "../component";

/** The account that a cloud knows the pods of a service by, or undefined where the namespace's does. */
export function serviceAccount(
  parent: pulumi.Resource,
  { scope, service }: ServiceArgs,
): core.ServiceAccount | undefined {
  return service.serviceAccountName === undefined
    ? undefined
    : componentAccount(parent, {
        scope,
        component: service.service.id,
        annotations: service.serviceAccountAnnotations,
      });
}

interface AccountArgs {
  readonly scope: ClientScope;
  readonly component: ComponentName;
  /** Besides the ones of the component's identity; default: none. */
  readonly annotations?: Annotations;
}

/**
 * The ServiceAccount of a component, named after it and tied to its identity in a cloud, where it has one.
 * It has no rights and no token in the cluster. Pods that start before it do not get the identity's
 * credentials, so they depend on it.
 */
export function componentAccount(
  parent: pulumi.Resource,
  { scope, component, annotations = {} }: AccountArgs,
): core.ServiceAccount {
  const name = objectName(component);
  const identity = scope.identities.get(component);
  return new core.ServiceAccount(
    named(parent, name),
    {
      metadata: metadata(scope, component, {
        name,
        annotations: { ...annotations, ...identity?.annotations },
      }),
      automountServiceAccountToken: false,
    },
    { ...childOptions(scope, parent), dependsOn: identity === undefined ? [] : [identity.resource] },
  );
}
