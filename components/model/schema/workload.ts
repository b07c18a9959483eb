import { z } from "zod";
import { cidr, environmentVariables, quantity, stringMap, text, wholeNumber, yesOrNo } from "./fields";

const amounts = z.strictObject({
  cpu: quantity.describe("CPU, for instance 500m."),
  memory: quantity.describe("Memory, for instance 512Mi."),
});

/** What a container asks for and may use. */
export const resources = z.strictObject({
  requests: amounts.describe("What the scheduler reserves."),
  limits: amounts.describe("What the container may use; more memory ends it."),
});

/** A workload's resources, as a default of a schema. */
function resourcesOf(sizes: {
  requests: [memory: string, cpu: string];
  limits: [memory: string, cpu: string];
}) {
  const [requestMemory, requestCpu] = sizes.requests;
  const [limitMemory, limitCpu] = sizes.limits;
  return {
    requests: { cpu: requestCpu, memory: requestMemory },
    limits: { cpu: limitCpu, memory: limitMemory },
  };
}

export { resourcesOf };

const egressRule = z.strictObject({
  cidr: cidr.describe("Where to."),
  ports: z.array(wholeNumber(1, 65535)).min(1, "at least one port").describe("TCP ports."),
});

/** The settings that every service of OpenOps has. */
export const serviceFields = {
  replicas: wholeNumber(1, 100).default(1).describe("Number of pods."),
  env: environmentVariables
    .default({})
    .describe("Additional environment variables; the ones this program sets itself are refused here."),
  egress: z
    .array(egressRule)
    .default([])
    .describe(
      "Targets outside the cluster or in private ranges that the pods may reach besides the declared ones.",
    ),
  podAnnotations: stringMap.default({}).describe("Annotations of the pods."),
};

/** Storage of a workload that keeps data. */
export function storage(defaultSizeGi: number) {
  return z
    .strictObject({
      sizeGi: wholeNumber(1, 65536)
        .default(defaultSizeGi)
        .describe("Size of the volume in GiB. It grows in place; it never shrinks."),
      storageClass: text
        .optional()
        .describe("Storage class. Default: the cluster's default class. Cannot be changed later."),
      annotations: stringMap.default({}).describe("Annotations of the claim, for instance for snapshots."),
    })
    .prefault({});
}

/** Whether a part of OpenOps is installed at all. */
export const enabled = yesOrNo.default(true);
