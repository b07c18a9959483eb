import type { Source } from "../source";
import { externalCache, externalDatabase } from "./config";
import { externalCacheProfile, externalDatabaseProfile } from "./profile";

/** Postgres and Redis servers that exist. */
export const external = {
  database: { schema: externalDatabase, profile: externalDatabaseProfile },
  cache: { schema: externalCache, profile: externalCacheProfile },
  open: () => import("./open"),
} as const satisfies Source;
