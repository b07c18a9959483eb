import type { z } from "zod";
import type { BaseConfig } from "../config/base-config";
import type { SizeName, Sizes } from "../config/fields/size-classes";
import type { CacheClient } from "../sources/store-tls";
import type { DeepReadonly } from "../values/deep-readonly";
import type { SecretName, UngeneratedSecretName } from "../values/secret-definitions";
import type { Reference, TextLike } from "../values/text";
import type { ContainerPlan, RunAs } from "./container-plan";
import { peersFor, peersNamed, type Peers, type PeersOf } from "./peers";

/** A path that the gateway hands to a service. */
export interface Route {
  /** What nginx matches: a prefix, or a regular expression where `match` says so. */
  readonly path: string;
  readonly match: "prefix" | "regular-expression";
  /** A path that a regular expression matches, by which the route can be tried. */
  readonly example?: string;
  /** The path at the service, where that differs from the public path. */
  readonly upstreamPath?: string;
  readonly websocket?: boolean;
  /** Pass answers on as they come, for streamed ones. */
  readonly streaming?: boolean;
  /** Whether files are uploaded there, which may be larger than other requests. */
  readonly uploads?: boolean;
  readonly timeoutSeconds?: number;
}

/** What a service does outside the cluster, for who opens the firewall. */
export interface InternetPurpose {
  readonly what: string;
  /** The public host, where OpenOps itself names one. */
  readonly host?: string;
}

/** What pods may reach outside the cluster: public addresses only, never the metadata service. */
export interface InternetAccess {
  readonly ports: readonly number[] | "any";
  readonly purposes: readonly InternetPurpose[];
}

/** A server outside the stack that the configuration names: at public addresses, unless it says where. */
export interface NamedServer {
  readonly port: number;
  /** Address ranges. */
  readonly addresses?: readonly string[];
  readonly namespace?: string | undefined;
}

/** Environment variables; undefined leaves a variable out, since an empty one counts as set. */
export type Environment = Readonly<Record<string, TextLike | undefined>>;

/** Where a service's image comes from. */
export interface ServiceImage<Name extends string> {
  /** The key below `images`. */
  readonly name: Name;
  /** In OpenOps' registry, or a name alone in Docker's library. */
  readonly repository: string;
  /** `version`: the stack's release; `published-with`: the one that was published with it; or a tag of its own. */
  readonly tag: "version" | "published-with" | { readonly pinned: string };
}

/** What people notice of a service's pods. */
export interface ServiceWords {
  /** What stops working while the service is down. */
  readonly down: string;
  /** What people notice while new pods take over from old ones. */
  readonly rolling: string;
}

/** How the app and what runs flows run them: each has to have the same, or a setting works in half of OpenOps. */
export interface FlowSettings {
  readonly environmentName: string;
  readonly timeoutSeconds: number;
  readonly hostValidation: boolean;
  readonly requestBodyLimitMi: number;
  /** Whether flows use a role of AWS without being given a key. */
  readonly implicitAwsRole: boolean;
}

/** What a declaration may build its environment from. */
export interface EnvironmentContext<Peer extends string, Settings> {
  readonly config: BaseConfig;
  /** The service's own settings. */
  readonly settings: Settings;
  /** The peers that the service declared; another one does not compile. */
  readonly peers: PeersOf<Peer>;
  readonly flows: FlowSettings;
  /** The tag of another service's image; undefined where neither configuration nor release has one. */
  readonly tagOf: (service: string) => string | undefined;
  readonly secret: (name: SecretName | UngeneratedSecretName) => Reference;
}

/** What a declaration may plan its container and routes from. */
export type OwnContext<Settings> = Pick<EnvironmentContext<never, Settings>, "config" | "settings" | "flows">;

/** What one service says of itself in plain values. */
interface ServiceFacts<Id extends string, Image extends string> {
  readonly id: Id;
  /** Name of its Deployment, Service and `app` label. */
  readonly name: string;
  readonly servicePort: number;
  readonly containerPort: number;
  /** The path of the health check; a service without one counts as healthy while it accepts connections. */
  readonly healthPath?: string;
  /** Whether monitoring in another namespace calls the health check. Default: no. */
  readonly probed?: boolean;
  readonly words: ServiceWords;
  readonly sizes: Readonly<Record<SizeName, Sizes>>;
  /** Settings that a class of sizes sets besides. */
  readonly sizedSettings?: Readonly<Record<SizeName, Readonly<Record<string, number>>>>;
  readonly image: ServiceImage<Image>;
  readonly runAs: RunAs;
  /** Whether users may give it secret environment variables. Default: yes. */
  readonly readsEnvironment?: boolean;
  /**
   * It brings the form of its data up to its release when it starts, and on an empty database takes no lock, so
   * that its first start must be one pod's alone. Default: no.
   */
  readonly migrates?: boolean;
  /** With three pods or more, whether two always have to be there. Default: all but one. */
  readonly keepsTwo?: boolean;
  /** The Redis client that the service uses; undefined without Redis. */
  readonly cacheClient?: CacheClient;
  readonly internet?: InternetAccess;
}

/** The three ways in which a service needs others, by their names. */
interface Needs<W extends string, S extends string, C extends string> {
  /** Peers that the service calls and that must be ready before each of its starts. */
  readonly waitsFor: readonly W[];
  /** Peers that are installed first; later the service starts without them. */
  readonly startsAfter: readonly S[];
  /** Peers that the service calls without waiting for them. */
  readonly calls: readonly C[];
}

/** What a service is declared by; all that must agree between services is derived from it. */
interface Declared<
  Id extends string,
  Schema extends z.ZodType,
  Image extends string,
  W extends string,
  S extends string,
  C extends string,
>
  extends ServiceFacts<Id, Image>, Partial<Needs<W, S, C>> {
  /** The schema of its settings, below `services`. */
  readonly settings: Schema;
  /** Whether a stack runs the service. Default: always. */
  readonly isPartOf?: (config: BaseConfig, settings: DeepReadonly<z.output<Schema>>) => boolean;
  /** The servers that the configuration lets it reach beside `internet`. Default: none. */
  readonly reaches?: (config: BaseConfig) => readonly NamedServer[];
  readonly routes?: (context: OwnContext<DeepReadonly<z.output<Schema>>>) => readonly Route[];
  readonly environment: (
    context: EnvironmentContext<W | S | C, DeepReadonly<z.output<Schema>>>,
  ) => Environment;
  readonly container: (context: OwnContext<DeepReadonly<z.output<Schema>>>) => ContainerPlan;
}

/** What the environment of a service is built from, beside the configuration. */
export type Surroundings = Pick<EnvironmentContext<never, never>, "flows" | "tagOf"> & {
  readonly peers: Peers;
};

/** A service for planning: each function takes the whole configuration. */
export interface ServiceOf<
  Config,
  Id extends string = string,
  Image extends string = string,
  W extends string = string,
  S extends string = string,
  C extends string = string,
>
  extends ServiceFacts<Id, Image>, Needs<W, S, C> {
  readonly isPartOf: (config: Config) => boolean;
  readonly reaches: (config: Config) => readonly NamedServer[];
  readonly routes: (config: Config, flows: FlowSettings) => readonly Route[];
  readonly environment: (config: Config, surroundings: Surroundings) => Environment;
  readonly container: (config: Config, flows: FlowSettings) => ContainerPlan;
}

/** A configuration with the settings of one service. */
export type ConfigWith<Id extends string, Schema extends z.ZodType> = BaseConfig & {
  readonly services: Readonly<Record<Id, DeepReadonly<z.output<Schema>>>>;
};

/** A service with the schema of its settings. */
export type DefinedService<
  Id extends string,
  Schema extends z.ZodType,
  Image extends string,
  W extends string,
  S extends string,
  C extends string,
> = ServiceOf<ConfigWith<Id, Schema>, Id, Image, W, S, C> & { readonly settings: Schema };

/** Declares a service. Its environment can only name the peers it declares. */
export function defineService<
  const Id extends string,
  Schema extends z.ZodType,
  const Image extends string,
  const W extends string = never,
  const S extends string = never,
  const C extends string = never,
>(declared: Declared<Id, Schema, Image, W, S, C>): DefinedService<Id, Schema, Image, W, S, C> {
  const { id, waitsFor = [], startsAfter = [], calls = [], isPartOf, reaches, routes, container } = declared;
  const own = (config: ConfigWith<Id, Schema>) => ({ config, settings: config.services[id] });
  return {
    ...declared,
    waitsFor,
    startsAfter,
    calls,
    isPartOf: (config) => isPartOf?.(config, config.services[id]) ?? true,
    reaches: (config) => reaches?.(config) ?? [],
    routes: (config, flows) => routes?.({ ...own(config), flows }) ?? [],
    container: (config, flows) => container({ ...own(config), flows }),
    environment: (config, { peers, flows, tagOf }) =>
      declared.environment({
        ...own(config),
        peers: peersNamed([...waitsFor, ...startsAfter, ...calls], peersFor(peers, declared.cacheClient)),
        flows,
        tagOf,
        secret: (name) => ({ kind: "secret", name }),
      }),
  };
}
