import { z } from "zod";
import { matching, text } from "../../components/config/fields/fields";
import type { DeepReadonly } from "../../components/values/deep-readonly";

/** The ARN of a role of IAM. */
export const roleArn = matching(/^arn:aws[-a-z]*:iam::\d{12}:role\/.+$/, "the ARN of a role");

const policyArn = matching(/^arn:aws[-a-z]*:iam::(\d{12}|aws):policy\/.+$/, "the ARN of a policy");

const statement = z.strictObject({
  actions: z
    .array(matching(/^[a-z0-9-]+:[A-Za-z0-9*]+$/, "an action such as s3:GetObject"))
    .min(1, "at least one action"),
  resources: z.array(text).min(1, "at least one resource").describe("ARNs, which may end with `*`."),
  conditions: z
    .record(text, z.record(text, z.array(text)))
    .optional()
    .describe("Conditions: operator, key, values."),
});

const role = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("new"),
    name: matching(/^[\w+=,.@-]{1,64}$/, "a name of at most 64 letters, digits and + = , . @ - _")
      .optional()
      .describe("Name of the role. Default: the namespace and the component."),
    policyArns: z.array(policyArn).default([]).describe("Policies that say what it may do."),
    statements: z.array(statement).default([]).describe("What it may do besides, as a policy of its own."),
  }),
  z.strictObject({
    kind: z.literal("existing"),
    arn: roleArn.describe("A role that trusts the pods' ServiceAccount already."),
  }),
]);

/** A role of IAM for the pods of one ServiceAccount. */
export const awsIdentity = z.strictObject({
  kind: z.literal("aws"),
  via: z
    .enum(["irsa", "pod-identity"])
    .default("irsa")
    .describe(
      "How pods get its credentials: by the cluster's OIDC provider (IRSA), or by the add-on EKS Pod Identity Agent.",
    ),
  role: role
    .prefault({ kind: "new" })
    .describe(
      "The role, which this ServiceAccount alone may assume. Default: a new one that may do nothing.",
    ),
});

export type AwsIdentity = DeepReadonly<z.output<typeof awsIdentity>>;
