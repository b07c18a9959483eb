import { z } from "zod";
import { sources, extended, storeSchemas } from "../../providers/registry";
import type { DeepReadonly } from "../values/deep-readonly";

const databases = storeSchemas(sources, "database");
const caches = storeSchemas(sources, "cache");

const anyDatabase = z.discriminatedUnion("kind", databases).meta({ id: "previousDatabase" });

const anyCache = z.discriminatedUnion("kind", caches).meta({ id: "previousCache" });

const previousText =
  "A server of another kind that the stack used before: its settings as they were. It stays declared and protected while this one is used.";
const previousDatabase = { previous: anyDatabase.optional().describe(previousText) };
const previousCache = { previous: anyCache.optional().describe(previousText) };

/** Where Postgres comes from. */
export const database = z.discriminatedUnion("kind", extended(databases, previousDatabase));

/** Where Redis comes from. */
export const cache = z.discriminatedUnion("kind", extended(caches, previousCache));

/** The settings of one Postgres server, in use or previous. */
export type DatabaseConfig = DeepReadonly<z.output<typeof anyDatabase>>;

/** The settings of one Redis server, in use or previous. */
export type CacheConfig = DeepReadonly<z.output<typeof anyCache>>;
