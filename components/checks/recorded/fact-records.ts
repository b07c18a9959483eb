import type { StoreName } from "../../values/text";
import { factsSchema, type StackFacts } from "./fact-schema";

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
