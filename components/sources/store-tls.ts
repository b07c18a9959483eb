import { storeProfile } from "./store-profiles";
import type { BaseConfig } from "../config/base-config";
import type { ServerTls } from "../../providers/store-profile";
import type { StoreName } from "../values/text";

/** How the clients of a store verify its certificate. */
export interface StoreTls extends ServerTls {
  /** Where pods find the certificates of the authorities they trust for this store. */
  readonly authorityFile: string;
}

/** Folder with the authorities' certificates, in every pod that talks to a store. */
export const authorityFolder = "/etc/openops/ca";

/** Files in that folder. */
export const authorityFiles = { database: "postgres.pem", cache: "redis.pem" } as const;

/** How clients of a store use TLS, or undefined where they connect in clear. */
export function tlsOf(store: StoreName, config: BaseConfig): StoreTls | undefined {
  const { tls } = storeProfile(store, config);
  return tls && { ...tls, authorityFile: `${authorityFolder}/${authorityFiles[store]}` };
}

/**
 * What a service speaks to Redis with: `python` (redis-py); `node` (ioredis), which trusts additional
 * authorities by a file; or `node-forking`, whose children are started without that setting, so that
 * a proxy beside it has to speak TLS for them.
 */
export type CacheClient = "python" | "node" | "node-forking";

/** The proxy's port, on the loopback address of its pod. */
export const cacheProxy = { host: "127.0.0.1", port: 6379 } as const;

/**
 * Whether a service reaches Redis through a proxy in its pod: Node.js always checks the host name, and
 * its children do not learn of a private authority.
 */
export function needsCacheProxy(client: CacheClient | undefined, config: BaseConfig): boolean {
  const tls = tlsOf("cache", config);
  if (tls === undefined || client === undefined || client === "python") {
    return false;
  }
  return tls.mode === "verify-ca" || (client === "node-forking" && tls.authority === "private");
}
