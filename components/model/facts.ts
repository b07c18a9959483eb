import { z } from "zod";
import { setCommand } from "./fault";
import type { Fault } from "./fault";
import { imageTag } from "./images";
import type { Plan } from "./plan";
import type { StackConfig } from "./schema/stack";

const volume = z.object({ sizeGi: z.number(), storageClass: z.string().optional() });

const factsSchema = z.object({
  namespace: z.string(),
  databaseKind: z.string(),
  databaseName: z.string(),
  cacheKind: z.string(),
  postgresMajor: z.string(),
  volumes: z.record(z.string(), volume),
  /** Identifies the cluster: the UID of its namespace kube-system. */
  clusterUid: z.string().optional(),
});

/**
 * What a deployed stack has become and cannot change without losing data. Recorded as a stack output
 * and compared before the next change.
 */
export type StackFacts = z.output<typeof factsSchema>;

type Volume = StackFacts["volumes"][string];

/** The facts that follow from a plan alone. */
export type PlannedFacts = Omit<StackFacts, "clusterUid">;

/** The facts that a plan makes once it is deployed. Volumes are named by their configuration path. */
export function factsOf({ config, namespace }: Plan): PlannedFacts {
  return {
    namespace,
    databaseKind: config.database.kind,
    databaseName: config.database.name,
    cacheKind: config.cache.kind,
    postgresMajor: (imageTag("postgres", config) ?? "").split(/[.-]/)[0] ?? "",
    volumes: {
      "database.storage": volumeOf(config.database.storage),
      "cache.storage": volumeOf(config.cache.storage),
      "services.tables.storage": volumeOf(config.services.tables.storage),
    },
  };
}

function volumeOf({ sizeGi, storageClass }: StackConfig["database"]["storage"]): Volume {
  return { sizeGi, ...(storageClass === undefined ? {} : { storageClass }) };
}

/** Reads recorded facts; undefined where a stack has none yet. */
export function parseFacts(output: unknown): StackFacts | undefined {
  const parsed = factsSchema.safeParse(output);
  return parsed.success ? parsed.data : undefined;
}

/** A stack stays on its cluster: on another one it would start empty, with its data left behind. */
export function clusterFaults(uid: string, deployedTo: string | undefined): readonly Fault[] {
  return deployedTo === undefined || deployedTo === uid
    ? []
    : [
        {
          path: "cluster",
          expected: `the cluster that the stack is deployed to, with the UID ${deployedTo}`,
          got: `one with the UID ${uid}`,
          why: "the stack would start there without its data, and forget what it left",
          mend: "name the right context, or make a stack of its own for the other cluster",
        },
      ];
}

/** What a plan would change of a deployed stack that must not change. */
export function factFaults(planned: PlannedFacts, recorded: StackFacts): readonly Fault[] {
  const volumes = Object.entries(planned.volumes).flatMap(([path, now]) => {
    const before = recorded.volumes[path];
    return before === undefined ? [] : volumeFaults(path, now, before);
  });
  return [...fixedFaults(planned, recorded), ...volumes];
}

interface FixedFact {
  readonly fact: Exclude<keyof PlannedFacts, "volumes">;
  readonly path: string;
  readonly why: string;
}

const fixedFacts: readonly FixedFact[] = [
  {
    fact: "namespace",
    path: "namespace",
    why: "the stack's data is in that namespace and would be deleted with it",
  },
  {
    fact: "databaseKind",
    path: "database.kind",
    why: "the stack's data is in that server and would not move by itself",
  },
  {
    fact: "databaseName",
    path: "database.name",
    why: "the app would start with an empty database of the new name",
  },
  {
    fact: "cacheKind",
    path: "cache.kind",
    why: "schedules and queued runs are in that server and would not move by itself",
  },
  {
    fact: "postgresMajor",
    path: "images.postgres.tag",
    why: "another major version does not start on this volume; dump the data, then restore it",
  },
];

function fixedFaults(planned: PlannedFacts, recorded: StackFacts): readonly Fault[] {
  return fixedFacts
    .filter(({ fact }) => planned[fact] !== recorded[fact])
    .map(({ fact, path, why }) => ({
      path,
      expected: `${recorded[fact]} as it is deployed`,
      got: planned[fact],
      why,
      mend: setCommand(path, recorded[fact]),
    }));
}

function volumeFaults(path: string, now: Volume, before: Volume): readonly Fault[] {
  const size: readonly Fault[] =
    now.sizeGi >= before.sizeGi
      ? []
      : [
          {
            path: `${path}.sizeGi`,
            expected: `at least the ${before.sizeGi} it has`,
            got: String(now.sizeGi),
            why: "a volume grows in place and never shrinks",
            mend: setCommand(`${path}.sizeGi`, String(before.sizeGi)),
          },
        ];
  const storageClass: readonly Fault[] =
    now.storageClass === before.storageClass
      ? []
      : [
          {
            path: `${path}.storageClass`,
            expected: before.storageClass ?? "no class, so the cluster's default",
            got: now.storageClass ?? "nothing",
            why: "another class would replace the volume and lose its data",
          },
        ];
  return [...size, ...storageClass];
}
