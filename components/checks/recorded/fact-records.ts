import { factsSchema, type StackFacts } from "./fact-schema";

/** The records of a stack: what each of its parts has become. */
export const factRecords = ["installation", "database", "cache", "tables", "backup", "release"] as const;

export type FactRecord = (typeof factRecords)[number];

type Maps = Pick<StackFacts, "volumes" | "authorities" | "fixed">;

/** Splits what is to be recorded into the records of the parts that it is of. */
export function recordsOf(facts: StackFacts): Readonly<Record<FactRecord, StackFacts>> {
  const { namespace, databaseKind, databaseName, postgresMajor, cacheKind, release, clusterUid } = facts;
  const of = (part: string) => mapsOf(facts, part);
  return {
    installation: { ...of("installation"), namespace, clusterUid },
    database: { ...of("database"), databaseKind, databaseName, postgresMajor },
    cache: { ...of("cache"), cacheKind },
    tables: of("services.tables"),
    backup: of("backup"),
    release: { ...of("release"), release },
  };
}

/** The entries whose path begins with that of a part. */
function mapsOf({ volumes, authorities, fixed }: Maps, part: string): Maps {
  const own = <Value>(values: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).filter(([path]) => `${path}.`.startsWith(`${part}.`)));
  return { volumes: own(volumes), authorities: own(authorities), fixed: own(fixed) };
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
