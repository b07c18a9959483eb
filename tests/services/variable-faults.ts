import contract from "../node/stubs/contract.json";
import { besides, withEngine, withWorkers } from "./read-variables";

/** The services whose code is public, so that what they read is known. */
export type KnownService = "app" | "engine" | "worker";

/** The names of the variables that the pods of a stack have, by service. */
export type Environments = Readonly<Partial<Record<KnownService, ReadonlySet<string>>>>;

interface Exception {
  readonly names: readonly string[];
  readonly reason: string;
}

type Readers = Readonly<Partial<Record<KnownService, ReadonlySet<string>>>>;

/** What the processes in the pods of each service read, in the releases with and without workers. */
const readers: Readonly<Record<"engine" | "worker", Readers>> = {
  engine: {
    app: new Set([...withEngine.server, ...besides.server, ...besides.blocks]),
    engine: new Set([...withEngine.engine, ...besides.blocks]),
  },
  worker: {
    app: new Set([...withWorkers.server, ...besides.server, ...besides.blocks]),
    worker: new Set([...withWorkers.server, ...withWorkers.engine, ...besides.server, ...besides.blocks]),
  },
};

const ofTheAppItself: Exception = {
  names: ["OPS_SERVER_API_URL"],
  reason: "the app is that server, and without it asks itself at 127.0.0.1 (network-utils.ts)",
};

/** What a service reads and only another one is given, with the reason why it does without. */
export const withoutThem: Readonly<
  Record<"engine" | "worker", Readonly<Partial<Record<KnownService, readonly Exception[]>>>>
> = {
  engine: { app: [ofTheAppItself] },
  worker: {
    app: [
      ofTheAppItself,
      {
        names: [
          ...["OPS_BASE_CODE_DIRECTORY", "OPS_ENGINE_COLD_FORK_CONCURRENCY", "OPS_ENGINE_MEMORY_LIMIT_MB"],
          ...["OPS_ENGINE_POOL_MAX_SIZE", "OPS_ENGINE_POOL_MIN_SIZE"],
          ...["OPS_FLOW_WORKER_CONCURRENCY", "OPS_SCHEDULED_WORKER_CONCURRENCY"],
        ],
        reason: "it has the worker's code and does not run it",
      },
    ],
    worker: [
      {
        names: [
          ...["OPS_ALLOWED_DOMAINS", "OPS_ANALYTICS_ADMIN_PASSWORD", "OPS_ANALYTICS_ENABLED"],
          ...["OPS_ANALYTICS_PRIVATE_URL", "OPS_ANALYTICS_PUBLIC_URL", "OPS_ANALYTICS_VERSION"],
          ...["OPS_BLOCKS_SYNC_MODE", "OPS_DB_TYPE", "OPS_EXECUTION_DATA_RETENTION_DAYS"],
          ...["OPS_JWT_TOKEN_LIFETIME_HOURS", "OPS_OPENOPS_ADMIN_PASSWORD"],
          ...["OPS_OPENOPS_TABLES_DATABASE_NAME", "OPS_OPENOPS_TABLES_DB_HOST"],
          ...["OPS_OPENOPS_TABLES_PUBLIC_URL", "OPS_OPENOPS_TABLES_VERSION", "OPS_POSTGRES_PASSWORD"],
          ...["OPS_POSTGRES_PORT", "OPS_POSTGRES_URL", "OPS_POSTGRES_USERNAME"],
          ...["OPS_TABLES_TOKEN_LIFETIME_MINUTES", "OPS_TRIGGER_DEFAULT_POLL_INTERVAL"],
          ...["OPS_WEBHOOK_TIMEOUT_SECONDS", "OPS_WORKER_URL"],
        ],
        reason: "it has the app's code and does not run it; flows ran without any of these",
      },
    ],
  },
};

const ofAnalytics: readonly string[] = [
  ...["OPS_ANALYTICS_ADMIN_PASSWORD", "OPS_ANALYTICS_PRIVATE_URL", "OPS_POSTGRES_PASSWORD"],
  ...["OPS_POSTGRES_PORT", "OPS_POSTGRES_USERNAME"],
  ...["OPS_OPENOPS_TABLES_DATABASE_NAME", "OPS_OPENOPS_TABLES_DB_HOST"],
];

/** What a service ends without; the app asks for the engine's address at import, up to its last release. */
function requiredBy(
  service: KnownService,
  runner: "engine" | "worker",
  analytics: boolean,
): readonly string[] {
  const address = service === "app" && runner === "engine" ? ["OPS_ENGINE_URL"] : [];
  return [...contract[service].required, ...address].filter(
    (name) => analytics || !ofAnalytics.includes(name),
  );
}

/** What is wrong with the variables of a stack's services, one line each. */
export function variableFaults(
  environments: Environments,
  { analytics }: { analytics: boolean },
): readonly string[] {
  const runner = environments.engine === undefined ? "worker" : "engine";
  const everywhere = new Set(Object.values(environments).flatMap((names) => [...names]));
  return (["app", runner] as const).flatMap((service) => {
    const own = environments[service] ?? new Set();
    const read = readers[runner][service] ?? new Set();
    const excepted = (withoutThem[runner][service] ?? []).flatMap(({ names }) => names);
    const elsewhere = [...everywhere].filter((name) => read.has(name) && !own.has(name));
    return [
      ...[...own]
        .filter((name) => !read.has(name))
        .map((name) => `${service} has ${name} and never reads it`),
      ...elsewhere
        .filter((name) => !excepted.includes(name))
        .map((name) => `${service} reads ${name}, which only another service has`),
      ...excepted
        .filter((name) => own.has(name) || !read.has(name))
        .map((name) => `${service} needs no exception for ${name}`),
      ...requiredBy(service, runner, analytics)
        .filter((name) => !own.has(name) || !read.has(name))
        .map((name) => `${service} ends without ${name}`),
    ];
  });
}
