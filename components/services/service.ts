import type { Peers, PeerName } from "./peers";
import type { StackConfig } from "../config/stack-config";
import type { SecretName } from "../values/secret-definitions";
import type { CacheClient } from "../sources/store-tls";
import type { Reference, TextLike } from "../values/text";

/** A path that the gateway hands to a service. */
export interface Route {
  /** What nginx matches: a prefix, or a regular expression where `match` says so. */
  readonly path: string;
  readonly match: "prefix" | "regular-expression";
  /** A path that a regular expression matches, by which the route can be tried. */
  readonly example?: string;
  /** The path at the service, where it differs from the public one. */
  readonly upstreamPath?: string;
  readonly websocket?: boolean;
  /** Pass answers on as they come, for streamed ones. */
  readonly streaming?: boolean;
  readonly bodyLimitMi?: number;
  readonly timeoutSeconds?: number;
  /** Response headers of the service that are dropped. */
  readonly hiddenHeaders?: readonly string[];
}

/** What pods may reach outside the cluster: public addresses only, never the metadata service. */
export type InternetAccess = { readonly ports: readonly number[] } | { readonly ports: "any" };

/** Environment variables; undefined leaves a variable out, since an empty one counts as set. */
export type Environment = Readonly<Record<string, TextLike | undefined>>;

/** The services of OpenOps by the name that configuration and documentation use. */
export const serviceIds = ["gateway", "app", "engine", "worker", "tables", "analytics"] as const;
export type ServiceId = (typeof serviceIds)[number];

interface EnvironmentContext<Peer extends PeerName> {
  /** The peers that the service declared; another one does not compile. */
  readonly peers: Pick<Peers, Peer>;
  readonly config: StackConfig;
  readonly secret: (name: SecretName) => Reference;
}

/** What one service says of itself; all that must agree between services is derived from it. */
export interface ServiceDeclaration<Peer extends PeerName = PeerName> {
  readonly id: ServiceId;
  /** Name of its Deployment, Service and `app` label. */
  readonly name: string;
  readonly servicePort: number;
  readonly containerPort: number;
  /** Where it answers that it is well; a service without one is well while it takes connections. */
  readonly healthPath?: string;
  /** Whether a stack has it; default: always. */
  readonly isPartOf?: (config: StackConfig) => boolean;
  /** Peers it calls and that must be ready before it starts, at installation and at every restart. */
  readonly waitsFor: readonly Peer[];
  /** Peers that are installed before it, though it starts and restarts without them. */
  readonly startsAfter: readonly Peer[];
  /** Peers it calls, whenever they are there. */
  readonly calls: readonly Peer[];
  /** What it does to an empty database takes no lock, so its first start must be one pod's alone. */
  readonly startsAlone?: boolean;
  /** What it speaks to Redis with, where it does. */
  readonly cacheClient?: CacheClient;
  readonly internet?: InternetAccess;
  readonly routes?: (config: StackConfig) => readonly Route[];
  readonly environment: (context: EnvironmentContext<Peer>) => Environment;
}

type Declared<W extends PeerName, S extends PeerName, C extends PeerName> = Omit<
  ServiceDeclaration<W | S | C>,
  "waitsFor" | "startsAfter" | "calls"
> & {
  readonly waitsFor?: readonly W[];
  readonly startsAfter?: readonly S[];
  readonly calls?: readonly C[];
};

/** A declaration whose peers have been closed over, so that declarations of all services have one type. */
export interface Service extends Omit<ServiceDeclaration, "environment" | "isPartOf" | "routes"> {
  readonly isPartOf: (config: StackConfig) => boolean;
  readonly routes: (config: StackConfig) => readonly Route[];
  readonly environment: (peers: Peers, config: StackConfig) => Environment;
}

/** Declares a service. Its environment can only name the peers it declares. */
export function defineService<
  const W extends PeerName = never,
  const S extends PeerName = never,
  const C extends PeerName = never,
>(declared: Declared<W, S, C>): Service {
  return {
    ...declared,
    waitsFor: declared.waitsFor ?? [],
    startsAfter: declared.startsAfter ?? [],
    calls: declared.calls ?? [],
    isPartOf: declared.isPartOf ?? (() => true),
    routes: declared.routes ?? (() => []),
    environment: (peers, config) => {
      const { cacheClient } = declared;
      const own: Peers =
        cacheClient === undefined ? peers : { ...peers, cache: peers.cache.seenBy(cacheClient) };
      return declared.environment({
        peers: own,
        config,
        secret: (name) => ({ kind: "secret", name }),
      });
    },
  };
}
