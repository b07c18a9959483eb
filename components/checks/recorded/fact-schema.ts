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

/** One part of what is recorded; a part that was never reached has nothing in it. */
export const factsSchema = z.object({
  namespace: z.string().optional(),
  databaseKind: z.string().optional(),
  databaseName: z.string().optional(),
  cacheKind: z.string().optional(),
  /** Empty where the server does not say it. */
  postgresMajor: z.string().optional(),
  volumes: z.record(z.string(), volume).default({}),
  authorities: authorityFactsSchema.default({}),
  fixed: fixedFactsSchema.default({}),
  release: releaseSchema.optional(),
  /** Identifies the cluster: the UID of its namespace kube-system. */
  clusterUid: z.string().optional(),
});

/**
 * What a deployed stack has become and cannot change without losing data: recorded in parts, each once what it is of
 * was reached, and compared before the next change.
 */
export type StackFacts = z.output<typeof factsSchema>;
