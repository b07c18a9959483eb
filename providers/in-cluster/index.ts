import type { Provider } from "../contract";
import { InClusterCache } from "./in-cluster-cache";
import { InClusterDatabase } from "./in-cluster-database";

/** Postgres and Redis as StatefulSets in the stack's namespace. */
export const inCluster: Provider = {
  createDatabase: (args, options) => new InClusterDatabase("postgres", args, options),
  createCache: (args, options) => new InClusterCache("redis", args, options),
};
