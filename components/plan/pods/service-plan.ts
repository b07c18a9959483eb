import { installed, type PeerName, type Service } from "../../stack/declared-services";
import type { ContainerPlan } from "../../services/container-plan";
import { peerNamed, type Peers } from "../../services/peers";
import type { Surroundings } from "../../services/service";
import { needsCacheProxy, tlsOf } from "../../sources/store-tls";
import type { StackConfig } from "../../stack/stack-config";
import { isSecret, textOf, type StoreName, type Text } from "../../values/text";
import type { ComponentName } from "../component-name";
import { objectName } from "../names";
import { variablesKeptFor, type SecretSources } from "../secrets/secret-sources";
import { identityLabels, identityOf } from "../wanted-identities";
import { autoscalingOf, budgetOf, mostReplicas, type Autoscaling, type DisruptionBudget } from "./scaling";
import type { ServiceId } from "../../services/service-registry";
import { defined } from "../../values/entries";

/** How many pods of a service may be above and below the wanted number while it rolls. */
type Rollout = Pick<StackConfig["rollout"], "maxSurge" | "maxUnavailable">;

/** How the pods of a service roll: as all do, but for what it says itself. */
export function rolloutOf(id: ServiceId, { rollout, services }: StackConfig): Rollout {
  const own = services[id].rollout;
  return {
    maxSurge: own.maxSurge ?? rollout.maxSurge,
    maxUnavailable: own.maxUnavailable ?? rollout.maxUnavailable,
  };
}

/** Where pods run. */
export type Placement = StackConfig["placement"];

/** Where the pods of a service run: where all do, but for what it says itself. */
function placementOf(id: ServiceId, { placement: all, services }: StackConfig): Placement {
  const own = services[id].placement;
  const priorityClassName = own.priorityClassName ?? all.priorityClassName;
  return {
    spread: {
      enabled: own.spread?.enabled ?? all.spread.enabled,
      maxSkew: own.spread?.maxSkew ?? all.spread.maxSkew,
      topologyKey: own.spread?.topologyKey ?? all.spread.topologyKey,
      whenUnsatisfiable: own.spread?.whenUnsatisfiable ?? all.spread.whenUnsatisfiable,
    },
    antiAffinity: own.antiAffinity ?? all.antiAffinity,
    nodeSelector: own.nodeSelector ?? all.nodeSelector,
    tolerations: own.tolerations ?? all.tolerations,
    ...defined({ priorityClassName }),
  };
}

/** One peer that a pod waits for before its containers start. */
export interface Wait {
  readonly name: string;
  readonly host: Text;
  readonly port: Text;
}

type ServiceSettings = StackConfig["services"]["app"];

/** What users add to the pods of a service. */
export type AddedToPods = Pick<ServiceSettings, "volumes" | "initContainers" | "sidecars">;

/** The pods of one service, as its settings and its identity have them. */
interface ServicePods extends Pick<
  ServiceSettings,
  "resources" | "podAnnotations" | "hostAliases" | "serviceAccountAnnotations"
> {
  readonly podLabels: Readonly<Record<string, string>>;
  /** A ServiceAccount of its own; undefined where the namespace's does. */
  readonly serviceAccountName: string | undefined;
  readonly rollingUpdate: Rollout;
  readonly placement: Placement;
  readonly disruptionBudget: DisruptionBudget | undefined;
  readonly added: AddedToPods;
}

/** One service, planned. */
export interface ServicePlan extends ServicePods {
  readonly service: Service;
  /** The fewest pods; more where its number follows the load. */
  readonly replicas: number;
  readonly mostReplicas: number;
  readonly autoscaling: Autoscaling;
  /** Variables without secrets. */
  readonly variables: Readonly<Record<string, Text>>;
  /** Variables with secrets: exactly the keys of the service's Secret. */
  readonly secretVariables: Readonly<Record<string, Text>>;
  readonly waits: readonly Wait[];
  /** Stores that it talks to with TLS, so that its pods need their authorities. */
  readonly trusts: readonly StoreName[];
  /** Whether its first start is a Job of its own, before several pods start at once. */
  readonly firstBoot: boolean;
  /** Whether a proxy in its pods speaks TLS to the cache. */
  readonly cacheProxy: boolean;
  /** What is particular to its container. */
  readonly container: ContainerPlan;
  /** Components that are installed before it. */
  readonly after: readonly ComponentName[];
}

const stores: readonly StoreName[] = ["database", "cache"];

interface ServiceContext {
  readonly config: StackConfig;
  readonly surroundings: Surroundings;
  readonly secretSources: SecretSources;
  readonly extraSecrets: readonly string[];
}

/** Plans one service. */
export function planService(service: Service, context: ServiceContext): ServicePlan {
  const { config, surroundings } = context;
  const { replicas } = config.services[service.id];
  const most = mostReplicas(service.id, config);
  return {
    ...planPods(service, config),
    ...planVariables(service, context),
    service,
    replicas,
    mostReplicas: most,
    autoscaling: autoscalingOf(service.id, config),
    trusts: stores.filter((store) => service.waitsFor.includes(store) && tlsOf(store, config) !== undefined),
    firstBoot: service.migrates === true && most > 1,
    cacheProxy: needsCacheProxy(service.cacheClient, config),
    waits: installed(service.waitsFor, config).map((name) => waitFor(name, surroundings.peers)),
    container: service.container(config, surroundings.flows),
    after: predecessors(service, config),
  };
}

function planPods({ id }: Service, config: StackConfig): ServicePods {
  const settings = config.services[id];
  const { resources, podAnnotations, hostAliases, serviceAccountAnnotations, replicas } = settings;
  const { volumes, initContainers, sidecars } = settings;
  const hasAccount =
    Object.keys(serviceAccountAnnotations).length > 0 || identityOf(id, config) !== undefined;
  return {
    ...{ resources, podAnnotations, hostAliases, serviceAccountAnnotations },
    podLabels: { ...settings.podLabels, ...identityLabels(id, config) },
    serviceAccountName: hasAccount ? objectName(id) : undefined,
    rollingUpdate: rolloutOf(id, config),
    placement: placementOf(id, config),
    disruptionBudget: config.availability.disruptionBudgets ? budgetOf(id, replicas) : undefined,
    added: { volumes, initContainers, sidecars },
  };
}

function planVariables(
  service: Service,
  { config, surroundings, secretSources, extraSecrets }: ServiceContext,
): Pick<ServicePlan, "variables" | "secretVariables"> {
  const declared = service.environment(config, surroundings);
  const { env } = config.services[service.id];
  const variables = Object.entries({ ...declared, ...env }).flatMap(
    ([name, value]): readonly (readonly [string, Text])[] =>
      value === undefined ? [] : [[name, textOf(value)]],
  );
  const extra = [...extraSecrets, ...variablesKeptFor(service.id, secretSources)].map(
    (variable) => [variable, textOf({ kind: "extra-secret", service: service.id, variable })] as const,
  );
  return {
    variables: Object.fromEntries(variables.filter(([, value]) => !isSecret(value))),
    secretVariables: Object.fromEntries([...variables.filter(([, value]) => isSecret(value)), ...extra]),
  };
}

function waitFor(name: PeerName, peers: Peers): Wait {
  const { host, port } = peerNamed(name, peers);
  return { name, host: textOf(host), port: textOf(port) };
}

function predecessors(service: Service, config: StackConfig): readonly ComponentName[] {
  const names = installed([...service.waitsFor, ...service.startsAfter], config);
  // A database is of use once its roles exist.
  return names.flatMap((name): readonly ComponentName[] =>
    name === "database" ? ["database", "database-bootstrap"] : [name],
  );
}
