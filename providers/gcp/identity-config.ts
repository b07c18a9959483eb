import { z } from "zod";
import { matching } from "../../components/config/fields/fields";
import type { DeepReadonly } from "../../components/values/deep-readonly";

const role = z.strictObject({
  role: matching(
    /^(roles|projects\/[^/]+\/roles|organizations\/\d+\/roles)\/[\w.]+$/,
    "a role such as roles/viewer",
  ),
  bucket: matching(/^[a-z0-9][-_.a-z0-9]{1,220}[a-z0-9]$/, "the name of a bucket")
    .optional()
    .describe("The bucket that it may be used on. Default: the whole project."),
});

const account = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("new"),
    accountId: matching(
      /^[a-z]([-a-z0-9]{4,28}[a-z0-9])$/,
      "an id of 6 to 30 lower-case letters, digits and hyphens",
    )
      .optional()
      .describe("Id of the account. Default: the namespace and the component."),
    roles: z.array(role).default([]).describe("What it may do."),
  }),
  z.strictObject({
    kind: z.literal("existing"),
    email: matching(
      /^[^@\s]+@[^@\s]+\.gserviceaccount\.com$/,
      "an address such as flows@acme-prod.iam.gserviceaccount.com",
    ).describe(
      "An account that lets the pods' ServiceAccount use it already (roles/iam.workloadIdentityUser).",
    ),
  }),
]);

/** A service account of Google Cloud for the pods of one ServiceAccount, by Workload Identity Federation. */
export const gcpIdentity = z.strictObject({
  kind: z.literal("gcp"),
  account: account
    .prefault({ kind: "new" })
    .describe(
      "The account, which this ServiceAccount alone may use. Default: a new one that may do nothing.",
    ),
});

export type GcpIdentity = DeepReadonly<z.output<typeof gcpIdentity>>;
