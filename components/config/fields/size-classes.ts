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

const gateway: Sizes = { requests: ["256Mi", "200m"], limits: ["512Mi", "400m"] };
const tables: Sizes = { requests: ["1Gi", "500m"], limits: ["2Gi", "1"] };
const redis: Sizes = { requests: ["256Mi", "100m"], limits: ["512Mi", "200m"] };

/** How large each part is in each class: the least that it starts with, a few people's work, a company's. */
export const resourceSizes = {
  gateway: {
    small: { requests: ["64Mi", "50m"], limits: ["128Mi", "100m"] },
    medium: gateway,
    large: gateway,
  },
  app: {
    small: { requests: ["512Mi", "200m"], limits: ["1Gi", "500m"] },
    medium: { requests: ["1Gi", "500m"], limits: ["2Gi", "1"] },
    large: { requests: ["2Gi", "1"], limits: ["4Gi", "2"] },
  },
  engine: {
    small: { requests: ["384Mi", "150m"], limits: ["768Mi", "300m"] },
    medium: { requests: ["512Mi", "250m"], limits: ["1Gi", "500m"] },
    large: { requests: ["1Gi", "500m"], limits: ["2Gi", "1"] },
  },
  worker: {
    small: { requests: ["768Mi", "200m"], limits: ["1536Mi", "500m"] },
    medium: { requests: ["1Gi", "500m"], limits: ["2Gi", "1"] },
    large: { requests: ["2Gi", "1"], limits: ["6Gi", "2"] },
  },
  tables: {
    // Its migrations need the memory, whatever comes later.
    small: { requests: ["512Mi", "250m"], limits: ["2Gi", "500m"] },
    medium: tables,
    large: tables,
  },
  analytics: {
    small: { requests: ["512Mi", "200m"], limits: ["1Gi", "400m"] },
    medium: { requests: ["1Gi", "500m"], limits: ["2Gi", "1"] },
    large: { requests: ["2Gi", "1"], limits: ["4Gi", "2"] },
  },
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

interface WorkerSizes {
  readonly flowConcurrency: number;
  readonly scheduledConcurrency: number;
  readonly enginePoolMinimum: number;
  readonly enginePoolMaximum: number;
  readonly engineMemoryMi: number;
}

const oneAtATime = { flowConcurrency: 1, scheduledConcurrency: 1, enginePoolMinimum: 1 };

/** How much a worker does at a time in each class; its engine processes have to fit into its memory. */
export const workerSizes: Readonly<Record<SizeName, WorkerSizes>> = {
  small: { ...oneAtATime, enginePoolMaximum: 1, engineMemoryMi: 256 },
  medium: { ...oneAtATime, enginePoolMaximum: 2, engineMemoryMi: 384 },
  large: {
    flowConcurrency: 2,
    scheduledConcurrency: 2,
    enginePoolMinimum: 2,
    enginePoolMaximum: 4,
    engineMemoryMi: 768,
  },
};
