import { z } from "zod";
import { stringMap, text, wholeNumber, yesOrNo } from "./fields";

const spread = z
  .strictObject({
    enabled: yesOrNo.default(true).describe("Spread the pods of a service."),
    maxSkew: wholeNumber(1, 100).default(1).describe("Largest difference in pods between two domains."),
    topologyKey: text.default("kubernetes.io/hostname").describe("Node label that names the domain."),
    whenUnsatisfiable: z.enum(["ScheduleAnyway", "DoNotSchedule"]).default("ScheduleAnyway"),
  })
  .prefault({});

const toleration = z.strictObject({
  key: text.optional(),
  operator: z.enum(["Exists", "Equal"]).optional(),
  value: text.optional(),
  effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
  tolerationSeconds: wholeNumber(0).optional(),
});

/** Where pods may and should run. */
export const placement = z
  .strictObject({
    spread: spread.describe("Topology spread of services with several pods."),
    antiAffinity: z
      .enum(["off", "preferred"])
      .default("off")
      .describe("Whether pods of one service prefer different nodes."),
    nodeSelector: stringMap.default({}).describe("Labels that a node must have."),
    tolerations: z.array(toleration).default([]).describe("Taints that pods tolerate."),
    priorityClassName: text.optional().describe("Priority class of all pods."),
  })
  .prefault({});

/** What keeps a stack and its data when something goes. */
export const availability = z
  .strictObject({
    disruptionBudgets: yesOrNo
      .default(false)
      .describe("Let a drain take one pod of a service at a time; services with one pod get no budget."),
    protectData: yesOrNo
      .default(false)
      .describe("Refuse to delete volumes, the namespace and the secrets that stored data depends on."),
  })
  .prefault({});
