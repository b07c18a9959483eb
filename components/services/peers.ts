import { clientLogin, databasesOf } from "../sources/databases";
import { cacheProfile } from "../sources/store-profiles";
import { nextName, type RotatingSecrets } from "../values/secret-definitions";
import { cacheProxy, needsCacheProxy, tlsOf, type CacheClient, type StoreTls } from "../sources/store-tls";
import type { BaseConfig } from "../config/base-config";
import { text, type Reference, type StoreName, type Text } from "../values/text";

/** What the callers of a service know of it. */
export interface ServicePeer {
  readonly host: string;
  readonly port: number;
  /** Scheme, host and, unless it is 80, the port. */
  readonly url: string;
  /** Whether the stack runs the service. */
  readonly installed: boolean;
}

/** What the clients of Postgres know of the server. */
export interface DatabasePeer {
  readonly host: Reference;
  readonly port: Reference;
  readonly tls: StoreTls | undefined;
  /** The database of a service, with the login to that database. */
  readonly own: (service: DatabaseOwner) => OwnDatabase;
}

/** The services that have a database. */
export type DatabaseOwner = keyof ReturnType<typeof databasesOf>;

/** A service's database with the login that the service uses. */
export interface OwnDatabase {
  readonly database: string;
  readonly role: string;
  readonly password: Reference;
  /** The connection URL for node-postgres. */
  readonly url: Text;
}

/** What the clients of Redis know of the server. */
export interface CachePeer {
  readonly host: Reference;
  readonly port: Reference;
  readonly tls: StoreTls | undefined;
  /** The authorities that Node.js does not trust by default. */
  readonly extraAuthorityFile: string | undefined;
  /** The connection URL for one numbered database, in the form that the service's client reads. */
  readonly url: (databaseNumber: number) => Text;
  /** The same server for a service that uses another client. */
  readonly seenBy: (client: CacheClient) => CachePeer;
}

/** The servers that every stack has. */
interface StorePeers {
  readonly database: DatabasePeer;
  readonly cache: CachePeer;
}

/** Everything a service can depend on: the stores, and the services by their names. */
export interface Peers extends StorePeers {
  readonly services: Readonly<Record<string, ServicePeer>>;
}

/** Peers by their names. */
export type PeersOf<Name extends string> = {
  readonly [Each in Name]: Each extends keyof StorePeers ? StorePeers[Each] : ServicePeer;
};

/** One peer by its name. */
export function peerNamed(name: string, peers: Peers): DatabasePeer | CachePeer | ServicePeer {
  const peer = name === "database" || name === "cache" ? peers[name] : peers.services[name];
  if (peer === undefined) {
    throw new Error(`No service is named ${name}`);
  }
  return peer;
}

/** Peers by the names that a declaration gives. */
export function peersNamed<Name extends string>(names: readonly Name[], peers: Peers): PeersOf<Name>;
export function peersNamed(names: readonly string[], peers: Peers): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, peerNamed(name, peers)]));
}

/** The same peers, with the cache for a given client. */
export function peersFor(peers: Peers, client: CacheClient | undefined): Peers {
  return client === undefined ? peers : { ...peers, cache: peers.cache.seenBy(client) };
}

function endpoint(store: StoreName, field: "host" | "port"): Reference {
  return { kind: "endpoint", store, field };
}

/** The database for declarations; its host is a reference, since only the deployment knows it. */
export function databasePeer(config: BaseConfig, rotating: RotatingSecrets): DatabasePeer {
  const host = endpoint("database", "host");
  const port = endpoint("database", "port");
  const tls = tlsOf("database", config);
  const query = tls === undefined ? "" : `?${databaseChecks[tls.mode]}&sslrootcert=${tls.authorityFile}`;
  const own = (service: DatabaseOwner): OwnDatabase => {
    const owned = databasesOf(config)[service];
    const { role, passwordSecret } = clientLogin(owned, rotating);
    const password: Reference = { kind: "secret", name: passwordSecret };
    const { database } = owned;
    const url = text`postgresql://${role}:${password}@${host}:${port}/${database}${query}`;
    return { database, role, password, url };
  };
  return { host, port, tls, own };
}

/** node-postgres knows `verify-ca` in its compatible form only. */
const databaseChecks = {
  "verify-full": "sslmode=verify-full",
  "verify-ca": "uselibpqcompat=true&sslmode=verify-ca",
} as const satisfies Readonly<Record<StoreTls["mode"], string>>;

/** The cache for a service with a given client. */
export function cachePeer(
  config: BaseConfig,
  rotating: RotatingSecrets,
  client: CacheClient = "node",
): CachePeer {
  const host = endpoint("cache", "host");
  const port = endpoint("cache", "port");
  const secret = "redisPassword";
  const password: Reference =
    cacheProfile(config).passwordFrom === "stack"
      ? { kind: "secret", name: rotating.includes(secret) ? nextName(secret) : secret }
      : { kind: "server-password", store: "cache" };
  const tls = tlsOf("cache", config);
  const proxied = needsCacheProxy(client, config);
  const target = proxied
    ? text`redis://:${password}@${cacheProxy.host}:${cacheProxy.port}`
    : text`${tls === undefined ? "redis" : "rediss"}://:${password}@${host}:${port}`;
  const query = tls === undefined || client !== "python" ? "" : pythonChecks(tls);
  return {
    host,
    port,
    tls,
    extraAuthorityFile: !proxied && tls?.authority === "private" ? tls.authorityFile : undefined,
    url: (databaseNumber) => text`${target}/${databaseNumber}${query}`,
    seenBy: (other) => cachePeer(config, rotating, other),
  };
}

/** Without these redis-py connects unverified, and without the last it accepts any host's certificate. */
function pythonChecks({ mode, authorityFile }: StoreTls): string {
  const checks = `?ssl_cert_reqs=required&ssl_ca_certs=${authorityFile}`;
  return mode === "verify-full" ? `${checks}&ssl_check_hostname=true` : checks;
}

/** The URL of a host and a port. */
export function urlOf(host: string, port: number): string {
  return port === 80 ? `http://${host}` : `http://${host}:${port}`;
}
