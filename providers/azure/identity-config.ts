import { z } from "zod";
import { matching, text } from "../../components/config/fields/fields";
import type { DeepReadonly } from "../../components/values/deep-readonly";

const uuid = (expected: string) => matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, expected);

const role = z.strictObject({
  roleId: uuid("the id of a role definition, in lower case").describe(
    "Id of the role definition, which `az role definition list --name NAME` tells.",
  ),
  scope: text
    .regex(/^\/subscriptions\/[^/]+/, "the resource id of a subscription, group or resource")
    .describe("What it may be used on: a subscription, a resource group or a resource."),
});

const managedIdentity = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("new"),
    name: matching(/^[A-Za-z0-9][-\w]{2,127}$/, "a name of 3 to 128 letters, digits, hyphens and underscores")
      .optional()
      .describe("Name of the identity. Default: the namespace and the component."),
    roles: z.array(role).default([]).describe("What it may do."),
  }),
  z.strictObject({
    kind: z.literal("existing"),
    clientId: uuid("the client id of an identity, in lower case").describe(
      "An identity that has a federated credential for the pods' ServiceAccount already.",
    ),
  }),
]);

/** A managed identity of Azure for the pods of one ServiceAccount, by Workload Identity. */
export const azureIdentity = z.strictObject({
  kind: z.literal("azure"),
  identity: managedIdentity
    .prefault({ kind: "new" })
    .describe(
      "The identity, which this ServiceAccount alone may use. Default: a new one that may do nothing.",
    ),
});

export type AzureIdentity = DeepReadonly<z.output<typeof azureIdentity>>;
