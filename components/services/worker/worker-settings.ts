import { z } from "zod";
import { queueScaling } from "../../config/fields/autoscaling-fields";
import { wholeNumber } from "../../config/fields/fields";
import { flowsIdentity } from "../../config/identity-settings";
import { resources } from "../../config/fields/resource-fields";
import { defaultSize, type SizeName, type Sizes } from "../../config/fields/size-classes";
import { serviceFields } from "../../config/fields/workload-fields";
import { quantityInThousandths } from "../../values/quantity";

/**
 * What one pod needs, measured with OpenOps' main branch of 2026-08 under these limits. Each run has an engine
 * process of its own, which ends with it.
 */
export const workerNeeds = {
  /** The worker itself, with what it holds of running flows. */
  parentMi: 300,
  /** What a process takes besides its heap, to which alone `engineMemoryMi` is the limit. */
  besidesHeapMi: 140,
  /** A process that is ready and has no work. */
  readyMi: 252,
  /** CPU seconds until a process is ready: 1.7 to 2.0. */
  readyCpuSeconds: 2,
  /** OpenOps ends a process, and its run fails, that is not ready after this time (STARTUP_TIMEOUT_MS). */
  readyWithinSeconds: 10,
  /** All of 6 runs failed so with 0.15 CPU, none with 0.5. */
  cpu: "500m",
} as const;

/**
 * Requests and limits of a pod in each class of sizes. Idle the pod took 380 to 514 MiB, in small with six
 * synchronous webhooks at once 1088. The limits hold what the processes of `workerPoolSizes` can take: 1740,
 * 2376 and 6756 MiB. A flow with one Code step takes 5 CPU seconds. What large requests is an estimate.
 */
export const workerSizes = {
  small: { requests: ["1Gi", workerNeeds.cpu], limits: ["1792Mi", "1"] },
  medium: { requests: ["1Gi", workerNeeds.cpu], limits: ["2560Mi", "1"] },
  large: { requests: ["2Gi", "1"], limits: ["7Gi", "2"] },
} as const satisfies Readonly<Record<SizeName, Sizes>>;

/**
 * How many engine processes may be made ready at once, so that each is in time with the CPU that is requested.
 * For each that a run waits for, OpenOps starts another one for the pool.
 */
export function processesMadeReady(cpuRequest: string): number {
  const cpuSeconds = (Number(quantityInThousandths(cpuRequest)) / 1000) * workerNeeds.readyWithinSeconds;
  return Math.max(1, Math.floor(cpuSeconds / (2 * workerNeeds.readyCpuSeconds)));
}

const oneAtATime = { flowConcurrency: 1, scheduledConcurrency: 1, enginePoolMinimum: 1 };

/**
 * How much a worker does at a time in each class; its engine processes have to fit into its memory. Of its heap
 * the engine's own code takes 84 MiB (117 before garbage is collected), so 256 is little for large outputs.
 */
export const workerPoolSizes = {
  small: { ...oneAtATime, enginePoolMaximum: 1, engineMemoryMi: 256 },
  medium: { ...oneAtATime, enginePoolMaximum: 2, engineMemoryMi: 384 },
  large: {
    flowConcurrency: 2,
    scheduledConcurrency: 2,
    enginePoolMinimum: 2,
    enginePoolMaximum: 4,
    engineMemoryMi: 768,
  },
} as const satisfies Readonly<Record<SizeName, Readonly<Record<string, number>>>>;

/** The settings of the worker, below `services.worker`. */
export const workerSettings = z
  .strictObject({
    ...serviceFields,
    ...flowsIdentity,
    autoscaling: queueScaling(8),
    resources: resources(workerSizes[defaultSize]),
    flowConcurrency: wholeNumber(1, 64)
      .default(workerPoolSizes[defaultSize].flowConcurrency)
      .describe("Runs of each kind of flow queue at a time, per pod."),
    scheduledConcurrency: wholeNumber(1, 64)
      .default(workerPoolSizes[defaultSize].scheduledConcurrency)
      .describe("Scheduled runs at a time, per pod."),
    enginePoolMinimum: wholeNumber(0, 64)
      .default(workerPoolSizes[defaultSize].enginePoolMinimum)
      .describe("Engine processes kept ready, each of 252 MiB; every run takes one and leaves none."),
    enginePoolMaximum: wholeNumber(1, 64)
      .default(workerPoolSizes[defaultSize].enginePoolMaximum)
      .describe("Engine processes that may be ready at a time."),
    engineMemoryMi: wholeNumber(64, 65536)
      .default(workerPoolSizes[defaultSize].engineMemoryMi)
      .describe("Heap of one engine process in MiB; it takes some 140 MiB besides."),
  })
  .prefault({})
  .describe("Runs flows where `execution` is worker.");
