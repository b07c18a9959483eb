import { z } from "zod";
import { awsCache, awsDatabase } from "../../providers/aws/config";
import { azureCache, azureDatabase } from "../../providers/azure/config";
import { externalCache, externalDatabase } from "../../providers/external/config";
import { gcpCache, gcpDatabase } from "../../providers/gcp/config";
import { inClusterCache, inClusterDatabase } from "../../providers/in-cluster/config";
import type { DeepReadonly } from "../values/deep-readonly";

const anyDatabase = z
  .discriminatedUnion("kind", [inClusterDatabase, externalDatabase, awsDatabase, gcpDatabase, azureDatabase])
  .meta({ id: "previousDatabase" });

const anyCache = z
  .discriminatedUnion("kind", [inClusterCache, externalCache, awsCache, gcpCache, azureCache])
  .meta({ id: "previousCache" });

const previousText =
  "A server of another kind that the stack used before: its settings as they were. It stays declared and protected while this one is used.";
const previousDatabase = { previous: anyDatabase.optional().describe(previousText) };
const previousCache = { previous: anyCache.optional().describe(previousText) };

/** Where Postgres comes from. */
export const database = z.discriminatedUnion("kind", [
  inClusterDatabase.extend(previousDatabase),
  externalDatabase.extend(previousDatabase),
  awsDatabase.extend(previousDatabase),
  gcpDatabase.extend(previousDatabase),
  azureDatabase.extend(previousDatabase),
]);

/** Where Redis comes from. */
export const cache = z.discriminatedUnion("kind", [
  inClusterCache.extend(previousCache),
  externalCache.extend(previousCache),
  awsCache.extend(previousCache),
  gcpCache.extend(previousCache),
  azureCache.extend(previousCache),
]);

/** The settings of one Postgres server, in use or previous. */
export type DatabaseConfig = DeepReadonly<z.output<typeof anyDatabase>>;

/** The settings of one Redis server, in use or previous. */
export type CacheConfig = DeepReadonly<z.output<typeof anyCache>>;
