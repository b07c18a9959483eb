import { z } from "zod";
import { awsIdentity } from "../../providers/aws/identity-config";
import { azureIdentity } from "../../providers/azure/identity-config";
import { gcpIdentity } from "../../providers/gcp/identity-config";
import type { DeepReadonly } from "../values/deep-readonly";

/** An identity of a cloud for the pods of one component. */
export const identity = z.discriminatedUnion("kind", [awsIdentity, gcpIdentity, azureIdentity]);

/** What a configuration says of one. */
export type IdentityConfig = DeepReadonly<z.output<typeof identity>>;

/** The setting of what runs flows that gives them an identity of a cloud. */
export const flowsIdentity = {
  identity: identity
    .optional()
    .describe("Identity of a cloud for its pods, and so for flows. Default: none."),
};
