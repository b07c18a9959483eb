import { z } from "zod";
import { queueScaling } from "../../config/fields/autoscaling-fields";
import { wholeNumber } from "../../config/fields/fields";
import { flowsIdentity } from "../../config/identity-settings";
import { resources } from "../../config/fields/resource-fields";
import { defaultSize, type SizeName, type Sizes } from "../../config/fields/size-classes";
import { serviceFields } from "../../config/fields/workload-fields";

/** Requests and limits of a pod in each class of sizes. */
export const workerSizes = {
  small: { requests: ["768Mi", "200m"], limits: ["1536Mi", "500m"] },
  medium: { requests: ["1Gi", "500m"], limits: ["2Gi", "1"] },
  large: { requests: ["2Gi", "1"], limits: ["6Gi", "2"] },
} as const satisfies Readonly<Record<SizeName, Sizes>>;

const oneAtATime = { flowConcurrency: 1, scheduledConcurrency: 1, enginePoolMinimum: 1 };

/** How much a worker does at a time in each class; its engine processes have to fit into its memory. */
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
      .describe("Engine processes kept warm."),
    enginePoolMaximum: wholeNumber(1, 64)
      .default(workerPoolSizes[defaultSize].enginePoolMaximum)
      .describe("Engine processes at most."),
    engineMemoryMi: wholeNumber(64, 65536)
      .default(workerPoolSizes[defaultSize].engineMemoryMi)
      .describe("Memory of one engine process in MiB."),
  })
  .prefault({})
  .describe("Runs flows where `execution` is worker.");
