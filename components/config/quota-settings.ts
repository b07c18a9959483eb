import { z } from "zod";
import { objectName, quantity, wholeNumber } from "./fields/fields";

const cpu = quantity.optional().describe("CPU of all pods together, for instance 20.");
const memory = quantity.optional().describe("Memory of all pods together, for instance 40Gi.");
const totals = z.strictObject({ cpu, memory }).prefault({});

function amounts(cpu: string, memory: string) {
  return z.strictObject({ cpu: quantity.default(cpu), memory: quantity.default(memory) }).prefault({});
}

const limitRange = z
  .strictObject({
    max: amounts("4", "8Gi").describe("Most that a container may have as its limit."),
    min: amounts("10m", "16Mi").describe("Least that a container must request."),
    default: amounts("1", "2Gi").describe("Limits of a container that names none."),
    defaultRequest: amounts("100m", "128Mi").describe("Requests of a container that names none."),
    maxStorageGi: wholeNumber(1).default(100).describe("Size of the largest volume claim in GiB."),
  })
  .optional();

/** What the namespace of a stack may use. */
export const quota = z
  .strictObject({
    requests: totals.describe("What all pods may request."),
    limits: totals.describe("What all pods may have as limits."),
    pods: wholeNumber(1).optional().describe("Number of pods."),
    persistentVolumeClaims: wholeNumber(1).optional().describe("Number of volume claims."),
    limitRange: limitRange.describe("Bounds of each container and claim. Default: none."),
    existingQuotas: z
      .array(objectName)
      .default([])
      .describe(
        "Names of ResourceQuotas that others made in the namespace; the plan is checked against them.",
      ),
    existingLimitRanges: z
      .array(objectName)
      .default([])
      .describe("Names of LimitRanges that others made in the namespace; the plan is checked against them."),
  })
  .prefault({});
