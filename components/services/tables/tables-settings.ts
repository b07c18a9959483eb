import { z } from "zod";
import { identity } from "../../config/identity-settings";
import { resources } from "../../config/fields/resource-fields";
import { defaultSize, type SizeName, type Sizes } from "../../config/fields/size-classes";
import { serviceFields, sharedStorage } from "../../config/fields/workload-fields";

/** Requests and limits of a pod in each class of sizes. */
export const tablesSizes = {
  // Its migrations need the memory, whatever comes later.
  small: { requests: ["512Mi", "250m"], limits: ["2Gi", "500m"] },
  medium: { requests: ["1Gi", "500m"], limits: ["2Gi", "1"] },
  large: { requests: ["1Gi", "500m"], limits: ["2Gi", "1"] },
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
