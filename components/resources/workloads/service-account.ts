import type { ServiceId } from "../../services/service-registry";
import * as core from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { identityOf } from "../../plan/wanted-identities";
import { objectName } from "../../plan/names";
import type { ComponentName } from "../../plan/component-name";
import type { StackConfig } from "../../stack/stack-config";
import { childOptions, metadata, type Annotations, type ClientScope, type ServiceArgs } from "../scope";

/** The ServiceAccount of a service's own, or undefined where the namespace's does. */
export function accountNameOf(id: ServiceId, config: StackConfig): string | undefined {
  const annotated = Object.keys(config.services[id].serviceAccountAnnotations).length > 0;
  return annotated || identityOf(id, config) !== undefined ? objectName(id) : undefined;
}

/** The account that a cloud knows the pods of a service by, or undefined where the namespace's does. */
export function serviceAccount(
  parent: pulumi.Resource,
  { scope, service }: ServiceArgs,
): core.ServiceAccount | undefined {
  const { id } = service.service;
  const { config } = scope.plan;
  return accountNameOf(id, config) === undefined
    ? undefined
    : componentAccount(parent, {
        scope,
        component: id,
        annotations: config.services[id].serviceAccountAnnotations,
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
    name,
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
