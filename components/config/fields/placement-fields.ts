import { z } from "zod";
import { labels, objectName, labelValue, qualifiedName, wholeNumber, yesOrNo } from "./fields";

const spreadFields = {
  enabled: yesOrNo.describe("Spread the pods of a service."),
  maxSkew: wholeNumber(1, 100).describe("Largest difference in pods between two domains."),
  topologyKey: qualifiedName.describe("Node label that names the domain."),
  whenUnsatisfiable: z.enum(["ScheduleAnyway", "DoNotSchedule"]),
};

const spread = z
  .strictObject({
    enabled: spreadFields.enabled.default(true),
    maxSkew: spreadFields.maxSkew.default(1),
    topologyKey: spreadFields.topologyKey.default("kubernetes.io/hostname"),
    whenUnsatisfiable: spreadFields.whenUnsatisfiable.default("ScheduleAnyway"),
  })
  .prefault({});

const toleration = z.strictObject({
  key: qualifiedName.optional(),
  operator: z.enum(["Exists", "Equal"]).optional(),
  value: labelValue.optional(),
  effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
  tolerationSeconds: wholeNumber(0).optional(),
});

const antiAffinity = z
  .enum(["off", "preferred"])
  .describe("Whether pods of one service prefer different nodes.");
const nodeSelector = labels.describe("Labels that a node must have.");
const tolerations = z.array(toleration).describe("Taints that pods tolerate.");
const priorityClassName = objectName.optional().describe("Priority class of the pods.");

/** Where pods may and should run. */
export const placement = z
  .strictObject({
    spread: spread.describe("Topology spread of services with several pods."),
    antiAffinity: antiAffinity.default("off"),
    nodeSelector: nodeSelector.default({}),
    tolerations: tolerations.default([]),
    priorityClassName,
  })
  .prefault({});

/** What one service has instead of the placement that all have. */
export const ownPlacement = z
  .strictObject({
    spread: z.strictObject(spreadFields).partial().optional(),
    antiAffinity: antiAffinity.optional(),
    nodeSelector: nodeSelector.optional(),
    tolerations: tolerations.optional(),
    priorityClassName,
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
