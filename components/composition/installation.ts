import * as core from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { Providers } from "../../providers";
import type { Store } from "../resources/provider-contract";
import { ClusterProvider } from "../resources/cluster/cluster-provider";
import { recordInstallation, recordPlace } from "./installation-records";
import { CompleteRelease } from "../resources/state/complete-release";
import { named, type Component, type ComponentOptions } from "../resources/component";
import type { LoadedConfig } from "../resources/loaded-config";
import { DatabaseBootstrap } from "../resources/stores/database-bootstrap";
import { dnsServiceAddresses } from "../resources/cluster/dns-service";
import { createIdentities, locateIdentities } from "./pod-identities";
import { liveByKubectl, unseenCluster, type LiveCluster } from "../resources/cluster/live-data";
import { readExistingSecrets, type ExistingValues } from "../resources/secrets/existing-secrets";
import { refuseAboveLimits } from "../resources/cluster/live-limits";
import { requiredSecrets, requirementsOf } from "../checks/cluster/cluster-requirements";
import { secretsComponentName } from "../checks/recorded/carried-secrets";
import { instanceLabel, stackLabels } from "../plan/names";
import type { Plan } from "../plan/plan";
import type { ComponentName } from "../plan/component-name";
import { releaseOf } from "../checks/recorded/release";
import type { SecretValueName } from "../values/secret-definitions";
import { sourceOf } from "../plan/secrets/secret-sources";
import type { StoreName } from "../values/text";
import { NetworkPolicies } from "../resources/network-policies";
import { addOptionalParts } from "./optional-parts";
import type { Recorded } from "../resources/state/recorded-facts";
import { refuseUnreachable } from "../resources/cluster/reachability";
import { refuseUnfitCluster, Requirements } from "../resources/cluster/requirements";
import type { ClientScope, NamespaceScope } from "../resources/scope";
import { limitResources } from "../resources/resource-limits";
import { selectorsOf, type Selectors } from "../resources/selectors";
import { StackSecrets } from "../resources/secrets/stack-secrets";
import { clientScope, sharedScope } from "./shared-scopes";
import { podSecurityLabels } from "../resources/pods/container-security";
import { createService } from "../resources/workloads/service-components";
import type { ClusterAccess } from "../resources/stores/store-access";
import { addressesOf, createStores, locateStores } from "./located-stores";
import { refuseUnknownData } from "../resources/cluster/unknown-data";
import { Gateway } from "../resources/workloads/gateway-component";
import { defined, nonEmpty } from "../values/entries";

/** What an installation tells people and other programs. */
export interface OpenOpsOutputs {
  readonly url: string;
  readonly namespace: string;
  readonly adminEmail: string;
  /** Absent where a store keeps it. */
  readonly adminPassword?: pulumi.Output<string>;
  readonly version: string;
  /** Every image that the stack's pods run. */
  readonly images: readonly string[];
  /** Where the gateway's load balancer answers; absent without one. */
  readonly endpoint?: pulumi.Output<string>;
  /** What Pulumi Cloud shows of the stack; absent where the project has no file of its own with it. */
  readonly readme?: string;
}

/** What an installation is made from. */
interface InstallationArgs {
  readonly plan: Plan;
  readonly loaded: LoadedConfig;
  readonly recorded: Recorded;
}

/** Declares OpenOps below a component: the only place that wires components to each other. */
export async function declareInstallation(
  parent: Component,
  args: InstallationArgs,
): Promise<OpenOpsOutputs> {
  const { plan, loaded, recorded } = args;
  const own = ownOptions(parent);
  const { locatedStores, locatedIdentities, clusterDns, cluster } = await askClouds(parent, args);
  const { kubernetes, ...look } = cluster;
  const requirements = requirementsFor(plan, loaded, { ...own, providers: { kubernetes } });
  await refuseUnfit(requirements, { ...args, ...look });
  const place = recordPlace({ loaded, requirements }, own);
  const dependent = { ...own, dependsOn: [requirements, place] };
  const options = { ...dependent, providers: { kubernetes } };
  const dns = [...clusterDns, ...(await dnsServiceAddresses(plan, options))];
  const existing = await readNamespace(plan, { loaded, recorded, options, ...look });
  const secrets = stackSecrets(plan, { loaded, recorded, existing }, dependent);
  const namespace = stackNamespace(plan, { ...dependent, provider: kubernetes });
  const selectors = await announcedSelectors(plan, recorded);
  const scope = sharedScope({ plan, selectors, ...namespace }, { secrets, options });
  const secret = (name: SecretValueName) => secrets.value(name);
  limitResources(scope, options);
  const { later = {} } = loaded;
  const addresses = { servers: addressesOf(locatedStores, later), dns };
  const policies = new NetworkPolicies("network-policies", { scope, addresses }, options);
  const afterPolicies = { ...options, dependsOn: [...options.dependsOn, policies] };
  const credentials = (store: StoreName) => requirements.credentials(store);
  const stores = createStores(locatedStores, { scope, secret, credentials, later }, afterPolicies);
  const identities = createIdentities(locatedIdentities, dependent);
  const clients = clientScope(scope, { loaded, secret, stores, identities, options });
  const administrator = adminOf(plan, stores.database);
  const bootstrap = new DatabaseBootstrap(
    "database-bootstrap",
    { scope: clients, ...administrator, after: [stores.database.resource] },
    afterPolicies,
  );
  const prepared = new Map<ComponentName, pulumi.Resource>([
    ["database", stores.database.resource],
    ["cache", stores.cache.resource],
    ["database-bootstrap", bootstrap],
  ]);
  const services = { own, loaded, options: afterPolicies, installed: prepared };
  const installed = installServices(clients, services);
  await addOptionalParts(
    { scope: clients, secret, ...administrator },
    { ...options, dependsOn: [...options.dependsOn, policies, bootstrap] },
  );
  recordInstallation({ plan, loaded, parts: { secrets, stores, bootstrap } }, own);
  const { readme } = loaded;
  return { ...outputsOf(plan, secrets), ...endpointOf(installed.get("gateway")), ...defined({ readme }) };
}

/**
 * Options of whatever is directly below an installation. What is below the one called `openops` was below the stack
 * before there was a component; another one has no such past.
 */
function ownOptions(parent: Component): ComponentOptions {
  return parent.prefix === "" ? { parent, aliases: [{ parent: pulumi.rootStackResource }] } : { parent };
}

/** How pods are selected; says so where the next update selects them in another way. */
async function announcedSelectors(plan: Plan, { state }: Recorded): Promise<Selectors> {
  const selectors = selectorsOf(plan, state);
  if (!selectors.areFinal) {
    await pulumi.log.info(
      `This update gives every pod the label ${instanceLabel}. Update once more after it: from then on Services and ` +
        "network policies select pods by it, so that none of others are taken for the stack's.",
    );
  }
  return selectors;
}

/** What has to be in the cluster; all else depends on it. */
function requirementsFor(plan: Plan, { config }: LoadedConfig, options: ComponentOptions): Requirements {
  const { namespace } = plan;
  const wanted = { namespace, objects: requirementsOf(config, plan), secrets: requiredSecrets(plan) };
  return new Requirements("requirements", wanted, options);
}

/** Which cluster is looked at, and how. */
interface LookArgs {
  readonly access: ClusterAccess;
  readonly live: LiveCluster;
}

interface FitArgs extends LookArgs, InstallationArgs {}

/** Refuses a cluster that is not the stack's, and data in it that the state does not know. */
async function refuseUnfit(
  requirements: Requirements,
  { plan, loaded, recorded, access, live }: FitArgs,
): Promise<void> {
  await refuseUnfitCluster(requirements, recorded.facts?.clusterUid);
  await refuseUnknownData(plan, {
    state: recorded.state,
    given: loaded.storedSecrets,
    access,
    look: live.look,
    takesOver: loaded.takesOver,
  });
}

interface SecretSources {
  readonly loaded: LoadedConfig;
  readonly recorded: Recorded;
  readonly existing: ExistingValues;
}

function stackSecrets(
  plan: Plan,
  { loaded, recorded, existing }: SecretSources,
  options: ComponentOptions,
): StackSecrets {
  const protect = plan.protectData;
  const args = { given: loaded.givenSecret, existing, carried: recorded.carried, protect };
  return new StackSecrets(secretsComponentName, args, options);
}

/** Looks up in the clouds what the plan relies on, before anything is declared that costs. */
async function askClouds(parent: Component, { plan, loaded }: InstallationArgs) {
  const own = ownOptions(parent);
  const providers = new Providers(plan, own);
  const given = parent.getProvider("kubernetes:core/v1:Namespace");
  const [access, locatedStores, locatedIdentities, clusterDns] = await Promise.all([
    given === undefined ? (loaded.access ?? providers.clusterAccess()) : {},
    locateStores(loaded.config, providers),
    locateIdentities(plan, providers),
    providers.clusterDns(),
  ]);
  const cluster =
    given === undefined
      ? await ownCluster(access, loaded, own)
      : { kubernetes: given, access, live: unseenCluster };
  return { locatedStores, locatedIdentities, clusterDns, cluster };
}

/** The cluster that the configuration names. */
async function ownCluster(access: ClusterAccess, loaded: LoadedConfig, options: ComponentOptions) {
  const live = loaded.live ?? liveByKubectl;
  await refuseUnreachable(access, live);
  return { kubernetes: new ClusterProvider("cluster", access, options), access, live };
}

/** Who may make roles and databases. */
function adminOf({ stores }: Plan, { password, adminRole }: Store) {
  return { adminPassword: password, adminRole: adminRole ?? stores.database.profile.adminRole };
}

/** Reads what others made in the stack's namespace, and refuses a plan that does not fit it. */
async function readNamespace(
  plan: Plan,
  { loaded, recorded, options, ...look }: Omit<FitArgs, "plan"> & { readonly options: ComponentOptions },
) {
  await refuseAboveLimits(loaded, look);
  return readExistingSecrets(plan, recorded.secrets, options);
}

function endpointOf(gateway: pulumi.Resource | undefined): Pick<OpenOpsOutputs, "endpoint"> {
  return gateway instanceof Gateway && gateway.loadBalancer !== undefined
    ? { endpoint: gateway.loadBalancer }
    : {};
}

function stackNamespace(
  plan: Plan,
  options: pulumi.CustomResourceOptions,
): Pick<NamespaceScope, "namespace" | "deletedWith"> {
  const { namespace, annotations, cluster, protectData } = plan;
  if (!cluster.createNamespace) {
    return { namespace, deletedWith: undefined };
  }
  const resource = new core.Namespace(
    named(options.parent, "namespace"),
    {
      metadata: {
        name: namespace,
        labels: { ...stackLabels(plan), ...podSecurityLabels },
        ...defined({ annotations: nonEmpty(annotations) }),
      },
    },
    { ...options, protect: protectData },
  );
  // A protected namespace outlives a destroy, so what is in it has to be deleted on its own.
  const deletedWith = protectData ? undefined : resource;
  return { namespace: resource.metadata.name, deletedWith };
}

interface Installation {
  readonly own: ComponentOptions;
  readonly loaded: LoadedConfig;
  readonly options: ComponentOptions;
  /** What is there already, by component. */
  readonly installed: Map<ComponentName, pulumi.Resource>;
}

/** Installs the services in the order of the plan; the pods of each start after what it depends on. */
function installServices(
  scope: ClientScope,
  { own, loaded, options, installed }: Installation,
): ReadonlyMap<ComponentName, pulumi.Resource> {
  const workloads = scope.plan.services.map((service) => {
    const after = service.after.flatMap((component) => installed.get(component) ?? []);
    const component = createService({ scope, service, after }, options);
    installed.set(service.service.id, component);
    return component.deployment;
  });
  new CompleteRelease("release", { release: releaseOf(loaded.config), workloads }, own);
  return installed;
}

function outputsOf(plan: Plan, secrets: StackSecrets): OpenOpsOutputs {
  return {
    url: plan.publicUrl,
    namespace: plan.namespace,
    adminEmail: plan.adminEmail,
    ...(sourceOf("adminPassword", plan.secretSources).kind === "external"
      ? {}
      : { adminPassword: secrets.value("adminPassword") }),
    version: plan.version,
    images: plan.images.used,
  };
}
