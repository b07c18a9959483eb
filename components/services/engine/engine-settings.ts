import { z } from "zod";
import { queueScaling } from "../../config/fields/autoscaling-fields";
import { flowsIdentity } from "../../config/identity-settings";
import { resources } from "../../config/fields/resource-fields";
import { defaultSize, type SizeName, type Sizes } from "../../config/fields/size-classes";
import { serviceFields } from "../../config/fields/workload-fields";

/** Requests and limits of a pod in each class of sizes. */
export const engineSizes = {
  small: { requests: ["384Mi", "150m"], limits: ["768Mi", "300m"] },
  medium: { requests: ["512Mi", "250m"], limits: ["1Gi", "500m"] },
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
