import type { Source } from "../source";
import { inClusterCache, inClusterDatabase, type InClusterDatabase } from "./config";
import { inClusterCacheProfile, inClusterDatabaseProfile } from "./profile";

/** Postgres and Redis as StatefulSets in the stack's namespace. */
export const inCluster = {
  database: {
    schema: inClusterDatabase,
    profile: (settings: InClusterDatabase, { postgresTag }: { readonly postgresTag: string }) =>
      inClusterDatabaseProfile(settings, postgresTag),
  },
  cache: { schema: inClusterCache, profile: inClusterCacheProfile },
  open: () => import("./open"),
} as const satisfies Source;
