/** Memory and CPU, in the order in which people name them. */
type Amounts = readonly [memory: string, cpu: string];

/** What a container asks for and may use. */
export interface Sizes {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

/** The classes of sizes, the smallest first. */
export const sizeNames = ["small", "medium", "large"] as const;

export type SizeName = (typeof sizeNames)[number];

/** The class whose sizes the schema has as defaults. */
export const defaultSize = "medium" satisfies SizeName;

const redis: Sizes = { requests: ["256Mi", "100m"], limits: ["512Mi", "200m"] };

/**
 * How large the stores in the cluster are in each class: the least that they start with, a few people's work, a
 * company's. With the first start of every service and a few flows Postgres 17 took 185 MiB at most, with what
 * it caches, and Redis 7 129 MiB; more is an estimate for data and queues that grow.
 */
export const storeSizes = {
  database: {
    small: { requests: ["512Mi", "200m"], limits: ["1Gi", "400m"] },
    medium: { requests: ["512Mi", "250m"], limits: ["1Gi", "500m"] },
    large: { requests: ["2Gi", "1"], limits: ["4Gi", "2"] },
  },
  cache: {
    small: { requests: ["128Mi", "50m"], limits: ["256Mi", "150m"] },
    medium: redis,
    large: redis,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<SizeName, Sizes>>>>;
