import type { OpenedSource } from "../../components/resources/provider-contract";
import type { InClusterCache as CacheSettings, InClusterDatabase as DatabaseSettings } from "./config";
import { InClusterCache } from "./in-cluster-cache";
import { InClusterDatabase } from "./in-cluster-database";

/** Postgres and Redis as StatefulSets in the stack's namespace. */
export function open(): OpenedSource {
  return {
    locateDatabase: (settings: DatabaseSettings) =>
      Promise.resolve({
        addresses: [],
        create: (args, options) => new InClusterDatabase("postgres", { ...args, settings }, options),
      }),
    locateCache: (settings: CacheSettings) =>
      Promise.resolve({
        addresses: [],
        create: (args, options) => new InClusterCache("redis", { ...args, settings }, options),
      }),
  };
}
