import { z } from "zod";
import { clouds, identitySchemas } from "../../providers/registry";
import type { DeepReadonly } from "../values/deep-readonly";

/** An identity of a cloud for the pods of one component. */
export const identity = z.discriminatedUnion("kind", identitySchemas(clouds));

/** What a configuration says of one. */
export type IdentityConfig = DeepReadonly<z.output<typeof identity>>;

/** The setting of what runs flows that gives them an identity of a cloud. */
export const flowsIdentity = {
  identity: identity
    .optional()
    .describe("Identity of a cloud for its pods, and so for flows. Default: none."),
};
