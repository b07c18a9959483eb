import { z } from "zod";
import { loadScaling } from "../../config/fields/autoscaling-fields";
import { text, wholeNumber, yesOrNo } from "../../config/fields/fields";
import { resources } from "../../config/fields/resource-fields";
import { defaultSize, type SizeName, type Sizes } from "../../config/fields/size-classes";
import { serviceFields } from "../../config/fields/workload-fields";

/**
 * What a pod needs for requests, measured with a limit of 1Gi: 378 MiB at most without large bodies, 720 with one of
 * 9 MB, so that a MiB of a body takes 40.
 */
export const appMemory = { withoutBodiesMi: 378, bodyTimes: 40 } as const;

/**
 * Requests and limits of a pod in each class of sizes. Measured: idle 250 MiB with 0.6.25 and 366 with the main
 * branch of 2026-08, 378 at most without large bodies, 720 with one of 9 MB. The first start took 19 CPU seconds
 * with migrations and seeds, 40 seconds at 500m; later ones 4 to 6. Medium and large are estimates of more use.
 */
export const appSizes = {
  small: { requests: ["512Mi", "200m"], limits: ["1Gi", "500m"] },
  medium: { requests: ["1Gi", "500m"], limits: ["2Gi", "1"] },
  large: { requests: ["2Gi", "1"], limits: ["4Gi", "2"] },
} as const satisfies Readonly<Record<SizeName, Sizes>>;

/** The settings of the app, below `services.app`. */
export const appSettings = z
  .strictObject({
    ...serviceFields,
    autoscaling: loadScaling(10),
    resources: resources(appSizes[defaultSize]),
    environmentName: text
      .refine((name) => name !== "local", "a name other than local, with which Code steps of flows fail")
      .optional()
      .describe(
        "OPS_ENVIRONMENT_NAME of the app and of what runs flows; never `local`. Default: the name of the preset.",
      ),
    flowTimeoutSeconds: wholeNumber(1, 86400)
      .default(600)
      .describe("How long a flow may run; also the time-out of synchronous webhooks."),
    requestBodyLimitMi: wholeNumber(1, 1024)
      .default(10)
      .describe("Largest request body in MiB that the app takes; the gateway must let it in."),
    executionDataRetentionDays: wholeNumber(1)
      .default(30)
      .describe("How long the data of finished runs is kept."),
    hostValidation: yesOrNo
      .default(true)
      .describe("Refuse flows that call private addresses; false also needs an egress rule of the executor."),
  })
  .prefault({})
  .describe("The application server.");
