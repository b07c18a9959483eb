import { z } from "zod";
import { clouds as allClouds, accountSchemas, clusterSchemas } from "../../providers/registry";
import { text, yesOrNo } from "./fields/fields";

const createNamespace = yesOrNo
  .default(true)
  .describe("Create the namespace; false uses one that exists and leaves its labels alone.");

/** The Kubernetes cluster: one of a kubeconfig, or one that a cloud knows by its name. */
export const cluster = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("kubeconfig"),
    path: text.optional().describe("Kubeconfig file. Default: KUBECONFIG, or ~/.kube/config."),
    context: text.optional().describe("Context in it. Default: the current one."),
    createNamespace,
  }),
  ...clusterSchemas(allClouds, { createNamespace }),
]);

/** The clouds that a stack takes servers or its cluster from. */
export const clouds = z.strictObject(accountSchemas(allClouds)).prefault({});
