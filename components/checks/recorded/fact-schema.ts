import { z } from "zod";
import { authorityFactsSchema } from "./authority-facts";
import { fixedFactsSchema } from "./immutable-settings";
import { releaseSchema } from "./release";
import { accessModes } from "../../config/fields/workload-fields";

const volume = z.object({
  sizeGi: z.number(),
  storageClass: z.string().optional(),
  /** Where the configuration decides the name of its claim. */
  claimName: z.string().optional(),
  /** Where it is another one than ReadWriteOnce. */
  accessMode: z.enum(accessModes).optional(),
});

/** What is recorded of a volume. */
export type RecordedVolume = z.output<typeof volume>;

export const factsSchema = z.object({
  namespace: z.string(),
  databaseKind: z.string(),
  databaseName: z.string(),
  cacheKind: z.string(),
  postgresMajor: z.string(),
  volumes: z.record(z.string(), volume),
  authorities: authorityFactsSchema.default({}),
  fixed: fixedFactsSchema.default({}),
  release: releaseSchema.optional(),
  /** Identifies the cluster: the UID of its namespace kube-system. */
  clusterUid: z.string().optional(),
});

/**
 * What a deployed stack has become and cannot change without losing data. Recorded as a stack output
 * and compared before the next change.
 */
export type StackFacts = z.output<typeof factsSchema>;
