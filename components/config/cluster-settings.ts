import { z } from "zod";
import { awsAccount, eksCluster } from "../../providers/aws/config";
import { aksCluster, azureSubscription } from "../../providers/azure/config";
import { gcpProject, gkeCluster } from "../../providers/gcp/config";
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
  z.strictObject({ ...eksCluster, createNamespace }),
  z.strictObject({ ...gkeCluster, createNamespace }),
  z.strictObject({ ...aksCluster, createNamespace }),
]);

/** The clouds that a stack takes servers or its cluster from. */
export const clouds = z
  .strictObject({
    aws: awsAccount.optional().describe("The AWS account."),
    gcp: gcpProject.optional().describe("The Google Cloud project."),
    azure: azureSubscription.optional().describe("The Azure subscription."),
  })
  .prefault({});
