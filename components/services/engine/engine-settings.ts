import { z } from "zod";
import { queueScaling } from "../../config/fields/autoscaling-fields";
import { flowsIdentity } from "../../config/identity-settings";
import { resources } from "../../config/fields/resource-fields";
import { defaultSize, type SizeName, type Sizes } from "../../config/fields/size-classes";
import { serviceFields } from "../../config/fields/workload-fields";

/**
 * What a pod needs for requests, measured with 0.6.25 and a limit of 768Mi: 190 MiB at most when idle, 683 with one
 * body of 9 MB, so that a MiB of a body takes 58.
 */
export const engineMemory = { withoutBodiesMi: 190, bodyTimes: 58 } as const;

/**
 * Requests and limits of a pod in each class of sizes. Measured with 0.6.25: idle 112 to 190 MiB, with ten flows
 * at once 402; one request with a body of 9 MB, where the gateway lets 10 MiB in, took it to 683 MiB, and four of
 * them ended it at 768. So small holds one such body at a time, medium two and large three. A start takes 6 CPU
 * seconds, 13 seconds at 300m; ten flows at once took 0.3 CPU seconds in all.
 */
export const engineSizes = {
  small: { requests: ["384Mi", "150m"], limits: ["1Gi", "300m"] },
  medium: { requests: ["512Mi", "250m"], limits: ["1536Mi", "500m"] },
  large: { requests: ["1Gi", "500m"], limits: ["2Gi", "1"] },
} as const satisfies Readonly<Record<SizeName, Sizes>>;

/** The settings of the engine, below `services.engine`. */
export const engineSettings = z
  .strictObject({
    ...serviceFields,
    ...flowsIdentity,
    autoscaling: queueScaling(8),
    resources: resources(engineSizes[defaultSize]),
  })
  .prefault({})
  .describe("Runs flows where `execution` is engine.");
