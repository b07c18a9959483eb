import { z } from "zod";
import { dnsLabel, wholeNumber } from "./fields";

const most = (maximum: number) =>
  wholeNumber(1, 100).default(maximum).describe("Most pods; the fewest are `replicas`.");

const percent = wholeNumber(1, 100);

const off = z.strictObject({ kind: z.literal("off") });

function byLoad(maximum: number) {
  return z.strictObject({
    kind: z.literal("load"),
    maxReplicas: most(maximum),
    cpuPercent: percent.default(70).describe("Average use of the requested CPU that is aimed at."),
    memoryPercent: percent
      .optional()
      .describe("Average use of the requested memory that is aimed at. Default: memory does not count."),
  });
}

function byQueue(maximum: number) {
  return z.strictObject({
    kind: z.literal("queue"),
    maxReplicas: most(maximum),
    jobsPerPod: wholeNumber(1, 10_000).default(5).describe("Waiting jobs of a queue for each pod."),
    cooldownSeconds: wholeNumber(0).default(600).describe("How long queues have to be short before pods go."),
    kedaNamespace: dnsLabel.default("keda").describe("Namespace of KEDA, which has to reach Redis."),
  });
}

const purpose =
  "Whether the number of pods follows the load: by a HorizontalPodAutoscaler, or queues by KEDA.";

/** Autoscaling of a service by its own load. */
export function loadScaling(maximum: number) {
  return z
    .discriminatedUnion("kind", [off, byLoad(maximum)])
    .prefault({ kind: "off" })
    .describe(purpose);
}

/** Autoscaling of a service that runs flows, by its own load or by waiting jobs. */
export function queueScaling(maximum: number) {
  return z
    .discriminatedUnion("kind", [off, byLoad(maximum), byQueue(maximum)])
    .prefault({ kind: "off" })
    .describe(purpose);
}
