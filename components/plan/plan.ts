import {
  inStartOrder,
  installed,
  peersOf,
  servicesOf,
  surroundingsOf,
  type PeerName,
  type Service,
} from "../stack/declared-services";
import type { ServiceId } from "../services/service-registry";
import type { ContainerPlan } from "../services/container-plan";
import { peerNamed, type Peers } from "../services/peers";
import { planPolicies, type Policy } from "./network/policies";
import type { ComponentName } from "./component-name";
import { autoscalingOf, mostReplicas, type Autoscaling } from "./pods/scaling";
import type { StackConfig } from "../stack/stack-config";
import { variablesKeptFor } from "./secrets/secret-sources";
import type { RotatingSecrets } from "../values/secret-definitions";
import type { Route, Surroundings } from "../services/service";
import { needsCacheProxy, tlsOf } from "../sources/store-tls";
import { isSecret, textOf, type StoreName, type Text } from "../values/text";

/** One peer that a pod waits for before its containers start. */
export interface Wait {
  readonly name: string;
  readonly host: Text;
  readonly port: Text;
}

/** One service, planned. */
export interface ServicePlan {
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

/** A gateway route with the service that answers it. */
export interface PlannedRoute extends Route {
  readonly host: string;
  readonly port: number;
}

/** Everything about a stack that follows from its configuration alone. */
export interface Plan {
  readonly config: StackConfig;
  readonly namespace: string;
  /** In the order in which services are installed. */
  readonly services: readonly ServicePlan[];
  readonly routes: readonly PlannedRoute[];
  readonly policies: readonly Policy[];
  /** The secrets whose clients move to a second value, which the stores take beside the first. */
  readonly rotating: RotatingSecrets;
}

/** Names of users' own secret variables by service; the values stay out of the plan. */
export type ExtraSecretNames = Partial<Readonly<Record<ServiceId, readonly string[]>>>;

export interface PlanInput {
  readonly config: StackConfig;
  readonly namespace: string;
  readonly extraSecrets: ExtraSecretNames;
  /** The secrets that have a second value; default: none. */
  readonly rotating?: RotatingSecrets;
}

/** Derives everything that services must agree on from their declarations. */
export function planStack({ config, namespace, extraSecrets, rotating = [] }: PlanInput): Plan {
  const surroundings = surroundingsOf(config, peersOf(config, rotating));
  const services = inStartOrder(servicesOf(config)).map((service) =>
    planService(service, { config, surroundings, extraSecrets: extraSecrets[service.id] ?? [] }),
  );
  return {
    config,
    namespace,
    rotating,
    services,
    routes: services.flatMap(({ service }) =>
      service
        .routes(config, surroundings.flows)
        .map((route) => ({ ...route, host: service.name, port: service.servicePort })),
    ),
    policies: planPolicies(
      services.map(({ service }) => service),
      config,
    ),
  };
}

const stores: readonly StoreName[] = ["database", "cache"];

interface ServiceContext {
  readonly config: StackConfig;
  readonly surroundings: Surroundings;
  readonly extraSecrets: readonly string[];
}

function planService(service: Service, { config, surroundings, extraSecrets }: ServiceContext): ServicePlan {
  const { replicas, env } = config.services[service.id];
  const most = mostReplicas(service.id, config);
  const declared = service.environment(config, surroundings);
  const variables = Object.entries({ ...declared, ...env }).flatMap(
    ([name, value]): readonly (readonly [string, Text])[] =>
      value === undefined ? [] : [[name, textOf(value)]],
  );
  const extra = [...extraSecrets, ...variablesKeptFor(service.id, config)].map(
    (variable) => [variable, textOf({ kind: "extra-secret", service: service.id, variable })] as const,
  );
  return {
    service,
    replicas,
    mostReplicas: most,
    autoscaling: autoscalingOf(service.id, config),
    variables: Object.fromEntries(variables.filter(([, value]) => !isSecret(value))),
    secretVariables: Object.fromEntries([...variables.filter(([, value]) => isSecret(value)), ...extra]),
    trusts: stores.filter((store) => service.waitsFor.includes(store) && tlsOf(store, config) !== undefined),
    firstBoot: service.migrates === true && most > 1,
    cacheProxy: needsCacheProxy(service.cacheClient, config),
    waits: installed(service.waitsFor, config).map((name) => waitFor(name, surroundings.peers)),
    container: service.container(config, surroundings.flows),
    after: predecessors(service, config),
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
