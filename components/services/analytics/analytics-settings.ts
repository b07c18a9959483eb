import { z } from "zod";
import { loadScaling } from "../../config/fields/autoscaling-fields";
import { resources } from "../../config/fields/resource-fields";
import { defaultSize, type SizeName, type Sizes } from "../../config/fields/size-classes";
import { enabled, serviceFields } from "../../config/fields/workload-fields";

/**
 * Requests and limits of a pod in each class of sizes. Superset 4.1 with one process of gunicorn took 208 to 218
 * MiB idle and 297 at most; its first start 58 CPU seconds, 145 seconds at 400m, later ones 40 to 46. OpenOps'
 * image may run more processes, so small has room for three. Medium and large are estimates of more use.
 */
export const analyticsSizes = {
  small: { requests: ["512Mi", "200m"], limits: ["1Gi", "400m"] },
  medium: { requests: ["1Gi", "500m"], limits: ["2Gi", "1"] },
  large: { requests: ["2Gi", "1"], limits: ["4Gi", "2"] },
} as const satisfies Readonly<Record<SizeName, Sizes>>;

/** The settings of analytics, below `services.analytics`. */
export const analyticsSettings = z
  .strictObject({
    ...serviceFields,
    autoscaling: loadScaling(5),
    enabled: enabled.describe("Install analytics; false leaves out its pods, route, database and secrets."),
    resources: resources(analyticsSizes[defaultSize]),
  })
  .prefault({})
  .describe("Analytics (Superset).");
