import { z } from "zod";
import { cidr, environmentVariables, quantity, stringMap, text, wholeNumber, yesOrNo } from "./fields";
import type { DeepReadonly } from "./readonly";
import { ownPlacement } from "./placement";

/** Memory and CPU, in the order in which people name them. */
type Amounts = readonly [memory: string, cpu: string];

interface Sizes {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

function amounts([memory, cpu]: Amounts) {
  return z
    .strictObject({
      cpu: quantity.default(cpu).describe("CPU, for instance 500m."),
      memory: quantity.default(memory).describe("Memory, for instance 512Mi."),
    })
    .prefault({});
}

/** What a container asks for and may use, with its defaults. */
export function resources({ requests, limits }: Sizes) {
  return z
    .strictObject({
      requests: amounts(requests).describe("What the scheduler reserves."),
      limits: amounts(limits).describe("What the container may use; more memory ends it."),
    })
    .prefault({});
}

/** Sizes in the form of the configuration. */
export function resourcesOf({ requests, limits }: Sizes) {
  const amountsOf = ([memory, cpu]: Amounts) => ({ cpu, memory });
  return { requests: amountsOf(requests), limits: amountsOf(limits) };
}

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
  placement: ownPlacement.describe("Where its pods run, where that differs from `placement`."),
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

/** Checked storage settings. */
export type ClaimStorage = DeepReadonly<z.output<ReturnType<typeof storage>>>;
