import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import * as pulumi from "@pulumi/pulumi";
import { storePasswords } from "../../sources/store-profiles";
import { waitingLists, type Autoscaling } from "../../plan/pods/scaling";
import { textOf } from "../../values/text";
import { childOptions, metadata, type ClientScope, type ServiceArgs } from "../scope";
import { secretKey, type SecretKey } from "../secrets/secret-variables";
import { named } from "../component";

type ByQueue = Extract<Autoscaling, { readonly kind: "queue" }>;

/** KEDA's scaler of a service by the jobs that wait in Redis. */
export function queueScaler(parent: pulumi.Resource, args: ServiceArgs, scaling: ByQueue): void {
  const { scope, service, after } = args;
  const { id, name } = service.service;
  const authentication = triggerAuthentication(parent, args);
  new CustomResource(
    named(parent, `${name}-scaler`),
    {
      apiVersion: "keda.sh/v1alpha1",
      kind: "ScaledObject",
      metadata: metadata(scope, id, { name }),
      spec: {
        scaleTargetRef: { name },
        minReplicaCount: service.replicas,
        maxReplicaCount: service.mostReplicas,
        cooldownPeriod: scaling.cooldownSeconds,
        triggers: waitingLists.map((listName) => ({
          type: "redis",
          metadata: {
            ...connection(scope),
            listName,
            listLength: String(scaling.jobsPerPod),
          },
          authenticationRef: { name: authentication.metadata.name },
        })),
      },
    },
    { ...childOptions(scope, parent), dependsOn: [...after] },
  );
}

function connection({ endpoints, plan }: ClientScope) {
  const { host, port } = endpoints.cache;
  const { appDatabase, tls } = plan.stores.cache;
  return {
    address: pulumi.interpolate`${host}:${port}`,
    databaseIndex: String(appDatabase),
    ...(tls === undefined ? {} : { enableTLS: "true" }),
  };
}

/** What KEDA signs in to Redis with, and whom it trusts. */
function triggerAuthentication(parent: pulumi.Resource, args: ServiceArgs): CustomResource {
  const { scope, service } = args;
  const { id, name } = service.service;
  const password = passwordKey(parent, args);
  const authority = scope.authorityObjects.cache;
  const trusted =
    authority === undefined ? [] : [{ parameter: "ca", name: authority.name, key: authority.key }];
  const secrets = [{ parameter: "password", ...password }];
  return new CustomResource(
    named(parent, `${name}-scaler-authentication`),
    {
      apiVersion: "keda.sh/v1alpha1",
      kind: "TriggerAuthentication",
      metadata: metadata(scope, id, { name }),
      spec: {
        secretTargetRef: authority?.kind === "Secret" ? [...secrets, ...trusted] : secrets,
        ...(authority?.kind === "ConfigMap" ? { configMapTargetRef: trusted } : {}),
      },
    },
    childOptions(scope, parent),
  );
}

/** A Secret of its own where others keep none, so that KEDA sees nothing else. */
function passwordKey(parent: pulumi.Resource, { scope, service }: ServiceArgs): SecretKey {
  const { id, name } = service.service;
  const { cachePassword, resolve } = scope;
  return secretKey(parent, {
    scope,
    component: id,
    name: `${name}-scaler`,
    text: textOf(
      cachePassword === undefined
        ? { kind: "secret", name: storePasswords.cache }
        : { kind: "server-password", store: "cache" },
    ),
    key: "password",
    // Texts escape a server's own password for URLs.
    resolve: (text) => cachePassword ?? resolve(text),
  });
}
