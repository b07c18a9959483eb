import type * as pulumi from "@pulumi/pulumi";
import type { PodIdentities } from "./stores/pod-identity";
import { objectLabels, stackLabels } from "../plan/names";
import type { Plan } from "../plan/plan";
import type { ServicePlan } from "../plan/pods/service-plan";
import type { ComponentName } from "../plan/component-name";
import type { SecretId } from "../plan/secrets/secret-sources";
import type { StoreName, Text } from "../values/text";
import type { Mount } from "./pods/mount";
import type { Selectors } from "./selectors";
import type { AuthorityObject, Endpoint } from "./stores/store-access";
import { defined, nonEmpty } from "../values/entries";

/** Where everything of one deployment is put. */
export interface NamespaceScope {
  readonly plan: Plan;
  /** Namespace of all objects; depends on the Namespace where this program creates it. */
  readonly namespace: pulumi.Input<string>;
  /** How the pods are selected. */
  readonly selectors: Selectors;
  /** The Namespace, with which everything in it is deleted, or undefined where it is not ours or kept. */
  readonly deletedWith: pulumi.Resource | undefined;
}

/** The store that External Secrets reads. */
export interface SecretStoreReference {
  readonly kind: "SecretStore" | "ClusterSecretStore";
  readonly name: pulumi.Input<string>;
}

/** What every part of one deployment shares. */
export interface Scope extends NamespaceScope {
  /** Tells whether secrets have changed, and nothing of their values. */
  readonly secretChecksum: (secrets: readonly SecretId[]) => pulumi.Output<string>;
  /** Undefined where no secret comes from a store. */
  readonly secretStore: SecretStoreReference | undefined;
  /** Name of the pull secret that the stack makes, where it does. */
  readonly pullSecret: pulumi.Output<string> | undefined;
}

/** What the parts that use the stores share besides. */
export interface ClientScope extends Scope {
  /** Fills in secrets and endpoints. */
  readonly resolve: (text: Text) => pulumi.Input<string>;
  readonly endpoints: Readonly<Record<StoreName, Endpoint>>;
  /** The authorities that sign the stores' certificates, where a store uses TLS. */
  readonly authorities: Mount | undefined;
  /** The object with the authorities of one store, where it uses TLS. */
  readonly authorityObjects: Readonly<Partial<Record<StoreName, AuthorityObject>>>;
  /** The password of a Redis server that generates its own, not escaped; the one in a text is escaped for URLs. */
  readonly cachePassword: pulumi.Output<string> | undefined;
  /** The clouds' identities of pods. */
  readonly identities: PodIdentities;
}

/** What a service's component is made from. */
export interface ServiceArgs {
  readonly scope: ClientScope;
  readonly service: ServicePlan;
  /** What has to be ready before its pods start; all else of it is made at once. */
  readonly after: readonly pulumi.Resource[];
}

/** Annotations, of which some are known only once something else is there. */
export type Annotations = Readonly<Record<string, pulumi.Input<string>>>;

/** Metadata of an object that belongs to a component; without a name Pulumi makes a unique one. */
export function metadata(
  scope: NamespaceScope,
  component: ComponentName,
  own: { readonly name?: string; readonly annotations?: Annotations } = {},
) {
  const annotations = { ...scope.plan.annotations, ...own.annotations };
  return defined({
    name: own.name,
    namespace: scope.namespace,
    labels: objectLabels(component, scope.plan),
    annotations: nonEmpty(annotations),
  });
}

/** Metadata of a Secret of a component, which Pulumi names. */
export function secretMetadata(scope: Scope, component: ComponentName) {
  const { labels, annotations } = scope.plan.secrets;
  const common = metadata(scope, component, { annotations });
  return { ...common, labels: { ...labels, ...common.labels } };
}

/** Metadata of an object that belongs to the stack as a whole; without a name Pulumi makes a unique one. */
export function stackMetadata({ namespace, plan }: NamespaceScope, name?: string) {
  const { annotations } = plan;
  return defined({ name, namespace, labels: stackLabels(plan), annotations: nonEmpty(annotations) });
}

/** Awaiting a Service takes the provider ten seconds each; readiness of its pods is awaited anyway. */
export const skipAwait = { "pulumi.com/skipAwait": "true" } as const;

/** Options of a resource inside a component. */
export function childOptions(scope: NamespaceScope, parent: pulumi.Resource): pulumi.CustomResourceOptions {
  return defined({ parent, deletedWith: scope.deletedWith });
}

/** Options of a resource that holds data: where data is protected, nothing deletes or replaces it. */
export function dataOptions(scope: Scope, parent: pulumi.Resource): pulumi.CustomResourceOptions {
  return { ...childOptions(scope, parent), protect: scope.plan.protectData };
}

/** Options of a resource whose readiness is awaited: it may take as long as the configuration says. */
export function awaitedOptions(scope: Scope, parent: pulumi.Resource): pulumi.CustomResourceOptions {
  const timeout = `${scope.plan.timeoutMinutes}m`;
  return { ...childOptions(scope, parent), customTimeouts: { create: timeout, update: timeout } };
}
