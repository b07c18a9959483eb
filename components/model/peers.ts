import { text } from "./text";
import type { Reference, Store, Text } from "./text";

/** An HTTP service of OpenOps, as its callers see it. */
export interface HttpPeer {
  readonly host: string;
  readonly port: number;
  /** Scheme, host and, unless it is 80, the port. */
  readonly url: string;
}

/** The Postgres server, as its clients see it. */
export interface DatabasePeer {
  readonly host: Reference;
  readonly port: Reference;
  /** A connection URL for `role` (a role and its password) to `database`. */
  readonly url: (role: DatabaseLogin, database: string) => Text;
}

/** A role of the Postgres server with the secret that holds its password. */
export interface DatabaseLogin {
  readonly role: string;
  readonly password: Reference;
}

/** The Redis server, as its clients see it. */
export interface CachePeer {
  readonly host: Reference;
  readonly port: Reference;
  /** The connection URL for one of its numbered databases. */
  readonly url: (databaseNumber: number) => Text;
}

/** Everything a service can depend on; the optional ones are not part of every stack. */
export interface Peers {
  readonly database: DatabasePeer;
  readonly cache: CachePeer;
  readonly app: HttpPeer;
  readonly tables: HttpPeer;
  readonly analytics: HttpPeer | undefined;
  readonly engine: HttpPeer | undefined;
  readonly worker: HttpPeer | undefined;
}

export type PeerName = keyof Peers;

function endpoint(store: Store, field: "host" | "port"): Reference {
  return { kind: "endpoint", store, field };
}

/** The database as declarations see it; where it is, is known when the stack is deployed. */
export const databasePeer: DatabasePeer = {
  host: endpoint("database", "host"),
  port: endpoint("database", "port"),
  url: (login, database) =>
    text`postgresql://${login.role}:${login.password}@${endpoint("database", "host")}:${endpoint("database", "port")}/${database}`,
};

/** The cache as declarations see it. */
export const cachePeer: CachePeer = {
  host: endpoint("cache", "host"),
  port: endpoint("cache", "port"),
  url: (databaseNumber) =>
    text`redis://:${{ kind: "secret", name: "redisPassword" }}@${endpoint("cache", "host")}:${endpoint("cache", "port")}/${databaseNumber}`,
};

/** An HTTP peer from its Service's name and port. */
export function httpPeer(host: string, port: number): HttpPeer {
  return { host, port, url: port === 80 ? `http://${host}` : `http://${host}:${port}` };
}
