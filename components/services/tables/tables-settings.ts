import { z } from "zod";
import { identity } from "../../config/identity-settings";
import { resources } from "../../config/fields/resource-fields";
import { defaultSize, type SizeName, type Sizes } from "../../config/fields/size-classes";
import { serviceFields, sharedStorage } from "../../config/fields/workload-fields";

/**
 * Requests and limits of a pod in each class of sizes. The processes of Baserow 1.35 that the container runs,
 * three of gunicorn, four of Celery and its clock, take 1371 to 1432 MiB without any work and 1587 at most in
 * the first start; its web front end, Caddy and supervisord come on top, some 200 MiB by estimate. With less
 * requested it is the first to go where a node is full. The first start took 136 CPU seconds, 275 seconds at
 * 500m, and every later one 54 to 60.
 */
export const tablesSizes = {
  small: { requests: ["1536Mi", "250m"], limits: ["3Gi", "1"] },
  medium: { requests: ["1536Mi", "500m"], limits: ["3Gi", "1"] },
  large: { requests: ["1536Mi", "500m"], limits: ["3Gi", "1"] },
} as const satisfies Readonly<Record<SizeName, Sizes>>;

/** The settings of tables, below `services.tables`. */
export const tablesSettings = z
  .strictObject({
    ...serviceFields,
    identity: identity
      .optional()
      .describe("Identity of a cloud for its pods, for files in object storage. Default: none."),
    resources: resources(tablesSizes[defaultSize]),
    storage: sharedStorage(10, "tables-pvc").describe("The volume with uploaded files."),
  })
  .prefault({})
  .describe("Tables (Baserow).");
