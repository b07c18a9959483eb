import * as core from "@pulumi/kubernetes/core/v1";
import * as apps from "@pulumi/kubernetes/apps/v1";
import type { input } from "@pulumi/kubernetes/types";
import type * as pulumi from "@pulumi/pulumi";
import { volumeClaim } from "../../components/resources/pods/volume-claim";
import { claimTemplate, storeNames } from "../../components/plan/names";
import type { StoreName } from "../../components/values/text";
import { podTemplate, portName, type ContainerDetails } from "../../components/resources/pods/pod";
import type { Mount } from "../../components/resources/pods/mount";
import {
  awaitedOptions,
  childOptions,
  metadata,
  skipAwait,
  type Scope,
} from "../../components/resources/scope";
import type { SecretVariables } from "../../components/resources/secrets/secret-variables";
import type { InClusterCache, InClusterDatabase } from "./config";
import { storePorts } from "./profile";
import { named } from "../../components/resources/component";

interface StoreSetArgs {
  readonly scope: Scope;
  readonly store: StoreName;
  readonly settings: InClusterDatabase | InClusterCache;
  readonly secrets: SecretVariables;
  readonly details: ContainerDetails;
  readonly variables: readonly input.core.v1.EnvVar[];
  /** Of its pods. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** Where the data volume is mounted; the volume itself comes from the claim template. */
export function dataMount(path: string): Mount {
  return { path, name: claimTemplate };
}

/** The name of a store in the cluster, as every pod of the cluster can resolve it. */
export function clusterHost(store: StoreName, namespace: string): string {
  return `${storeNames[store].name}.${namespace}.svc`;
}

/** The size in the claim template, which the StatefulSet never uses: its claim is declared by name. */
const templateSize = "1Gi";

/** One pod with a declared volume, its two Services and its StatefulSet. */
export function storeStatefulSet(parent: pulumi.Resource, args: StoreSetArgs): apps.StatefulSet {
  const { scope, store } = args;
  const { name, headless, claim } = storeNames[store];
  const { storage, updateStrategy } = args.settings;
  const volume = volumeClaim(parent, { scope, component: store, name: claim, storage });
  storeService(parent, args, { name, headless: false });
  storeService(parent, args, { name: headless, headless: true });
  return new apps.StatefulSet(
    named(parent, name),
    {
      metadata: metadata(scope, store, { name }),
      spec: {
        serviceName: headless,
        replicas: 1,
        revisionHistoryLimit: 3,
        podManagementPolicy: "OrderedReady",
        updateStrategy: {
          type: "RollingUpdate",
          rollingUpdate: { partition: updateStrategy.partition },
        },
        selector: { matchLabels: scope.selectors.ofWorkload(store) },
        template: podTemplate(args.details, {
          scope,
          component: store,
          variables: args.variables,
          secrets: args.secrets,
          annotations: args.annotations,
        }),
        volumeClaimTemplates: [
          {
            metadata: { name: claimTemplate },
            spec: {
              accessModes: ["ReadWriteOnce"],
              resources: { requests: { storage: templateSize } },
            },
          },
        ],
      },
    },
    { ...awaitedOptions(scope, parent), dependsOn: [volume] },
  );
}

function storeService(
  parent: pulumi.Resource,
  { scope, store }: StoreSetArgs,
  { name, headless }: { readonly name: string; readonly headless: boolean },
): core.Service {
  return new core.Service(
    named(parent, name),
    {
      metadata: metadata(scope, store, { name, annotations: skipAwait }),
      spec: {
        type: "ClusterIP",
        ...(headless ? { clusterIP: "None", publishNotReadyAddresses: true } : {}),
        selector: scope.selectors.ofPods(store),
        ports: [{ name: portName, port: storePorts[store], targetPort: portName }],
      },
    },
    childOptions(scope, parent),
  );
}
