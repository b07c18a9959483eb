import { z } from "zod";
import { authorityFactsSchema } from "./authority-facts";
import { fixedFactsSchema } from "./immutable-settings";
import { releaseSchema } from "./release";
import { accessModes } from "../../config/fields/workload-fields";
import type { StoreName } from "../../values/text";

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

/** The records of a stack besides those of its volume claims: what each of its parts has become. */
export const factRecords = ["installation", "database", "cache", "release"] as const;

export type FactRecord = (typeof factRecords)[number];

/** Splits what is to be recorded into the records of the parts that it is of. What a claim has is recorded with it. */
export function recordsOf(facts: StackFacts): Readonly<Record<FactRecord, Partial<StackFacts>>> {
  const { namespace, databaseKind, databaseName, postgresMajor, cacheKind, release } = facts;
  return {
    installation: { namespace },
    database: { ...storeFacts("database", facts, databaseKind), databaseKind, databaseName, postgresMajor },
    cache: { ...storeFacts("cache", facts, cacheKind), cacheKind },
    release: { release },
  };
}

/** What is recorded under the paths of a store. */
function storeFacts(
  store: StoreName,
  { volumes, authorities, fixed }: StackFacts,
  kind: string | undefined,
): Pick<StackFacts, "volumes" | "authorities" | "fixed"> {
  const own = <Value>(values: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).filter(([path]) => `${path}.`.startsWith(`${store}.`)));
  return {
    volumes: kind === "in-cluster" ? {} : own(volumes),
    authorities: own(authorities),
    fixed: own(fixed),
  };
}

/** Puts records together; undefined where there is none. */
export function factsIn(records: readonly unknown[]): StackFacts | undefined {
  const parts = records.flatMap((record) => factsSchema.safeParse(record).data ?? []);
  return parts.length === 0 ? undefined : parts.reduce(joined);
}

function joined(one: StackFacts, other: StackFacts): StackFacts {
  return {
    ...one,
    ...other,
    volumes: { ...one.volumes, ...other.volumes },
    authorities: { ...one.authorities, ...other.authorities },
    fixed: { ...one.fixed, ...other.fixed },
  };
}
