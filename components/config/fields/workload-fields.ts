import { z } from "zod";
import { annotations, cidr, environmentVariables, objectName, tcpPort, wholeNumber, yesOrNo } from "./fields";
import type { DeepReadonly } from "../../values/deep-readonly";
import { extraFields } from "./extras-fields";
import { ownPlacement } from "./placement-fields";

/** Targets that pods may connect to. */
export const egressRule = z.strictObject({
  cidr: cidr.describe("Where to."),
  ports: z.array(tcpPort).min(1, "at least one port").describe("TCP ports."),
});

/** How Deployments roll. */
export const rolloutFields = {
  maxSurge: wholeNumber(1, 10).describe("Pods above the wanted number while a Deployment rolls."),
  maxUnavailable: wholeNumber(0, 10).describe("Pods that may be missing while it rolls."),
};

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
  rollout: z
    .strictObject(rolloutFields)
    .partial()
    .prefault({})
    .describe("How its pods roll, where that differs from `rollout`."),
  placement: ownPlacement.describe("Where its pods run, where that differs from `placement`."),
  ...extraFields,
};

function storageFields(defaultSizeGi: number) {
  return {
    sizeGi: wholeNumber(1, 65536)
      .default(defaultSizeGi)
      .describe("Size of the volume in GiB. It grows in place; it never shrinks."),
    storageClass: objectName
      .optional()
      .describe("Storage class. Default: the cluster's default class. Cannot be changed later."),
    annotations: annotations.default({}).describe("Annotations of the claim, for instance for snapshots."),
  };
}

/** Storage of a workload that keeps data. */
export function storage(defaultSizeGi: number) {
  return z.strictObject(storageFields(defaultSizeGi)).prefault({});
}

/** Who can mount a volume: the pods of one node, or those of every node. */
export const accessModes = ["ReadWriteOnce", "ReadWriteMany"] as const;
export type AccessMode = (typeof accessModes)[number];

/** The same, where the claim's name is nobody else's to decide and several pods may share the volume. */
export function sharedStorage(defaultSizeGi: number, claimName: string) {
  return z
    .strictObject({
      ...storageFields(defaultSizeGi),
      accessMode: z
        .enum(accessModes)
        .default("ReadWriteOnce")
        .describe(
          "ReadWriteMany lets several pods mount the volume, where its storage class can. Cannot be changed later.",
        ),
      claimName: objectName
        .default(claimName)
        .describe("Name of the claim, where one is adopted that has another. Cannot be changed later."),
    })
    .prefault({});
}

/** Whether a part of OpenOps is installed at all. */
export const enabled = yesOrNo.default(true);

/** Checked storage settings. */
export type ClaimStorage = DeepReadonly<z.output<ReturnType<typeof storage>>>;
