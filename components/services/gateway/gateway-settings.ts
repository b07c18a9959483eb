import { z } from "zod";
import { loadScaling } from "../../config/fields/autoscaling-fields";
import { text, wholeNumber } from "../../config/fields/fields";
import { hsts } from "../../config/exposure-settings";
import { resources } from "../../config/fields/resource-fields";
import { defaultSize, type SizeName, type Sizes } from "../../config/fields/size-classes";
import { serviceFields } from "../../config/fields/workload-fields";

/**
 * Requests and limits of a pod in each class of sizes. nginx took 5 MiB idle and 15 at most with one person's
 * requests; the rest is an estimate for the connections and bodies of many.
 */
export const gatewaySizes = {
  small: { requests: ["64Mi", "50m"], limits: ["128Mi", "100m"] },
  medium: { requests: ["256Mi", "200m"], limits: ["512Mi", "400m"] },
  large: { requests: ["256Mi", "200m"], limits: ["512Mi", "400m"] },
} as const satisfies Readonly<Record<SizeName, Sizes>>;

/** The settings of the gateway, below `services.gateway`. */
export const gatewaySettings = z
  .strictObject({
    ...serviceFields,
    autoscaling: loadScaling(6),
    resources: resources(gatewaySizes[defaultSize]),
    bodyLimitMi: wholeNumber(1, 1024)
      .default(10)
      .describe("Largest request body in MiB that is let in; the app has a limit of its own."),
    tablesBodyLimitMi: wholeNumber(1, 10240)
      .default(512)
      .describe("Largest request body in MiB for tables, which takes file uploads."),
    requestsPerSecond: wholeNumber(1).default(100).describe("Requests per second and client address."),
    requestBurst: wholeNumber(1)
      .default(200)
      .describe("Requests above that rate that are let through at once."),
    connectionsPerClient: wholeNumber(1).default(100).describe("Open connections per client address."),
    extraCspDomains: z
      .array(text)
      .default([])
      .describe("Domains that pages may load content from, besides OpenOps' own."),
    hsts: hsts.describe("Strict transport security over https. Default: none; browsers do not forget it."),
  })
  .prefault({})
  .describe("nginx, the only way in.");
