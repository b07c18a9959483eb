import { createHash } from "node:crypto";
import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment";
import { FederatedIdentityCredential } from "@pulumi/azure-native/managedidentity/federatedIdentityCredential";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../components/resources/component";
import type { IdentityRequest, OwnOptions } from "../../components/resources/provider-contract";
import type { PodIdentity } from "../../components/resources/stores/pod-identity";
import type { AzureSubscription, AzureIdentity } from "./config";
import { clientIdAnnotation } from "./profile";

interface PodManagedIdentityArgs extends IdentityRequest<AzureIdentity> {
  /** Name of the identity, where it is made. */
  readonly identifier: string;
  readonly namespace: string;
  readonly subscription: AzureSubscription;
  /** URL of the cluster's issuer of tokens; empty where it is not needed. */
  readonly issuer: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly provider: pulumi.ProviderResource;
}

/** A managed identity of Azure that the pods of one ServiceAccount may use, and nobody else. */
export class PodManagedIdentity extends Component implements PodIdentity {
  readonly annotations: PodIdentity["annotations"];
  readonly resource: pulumi.Resource;

  constructor(name: string, args: PodManagedIdentityArgs, options: ComponentOptions) {
    super("azure:PodManagedIdentity", name, options);
    const { identity } = args.settings;
    const clientId =
      identity.kind === "existing"
        ? identity.clientId
        : newIdentity(args, identity, { parent: this, provider: args.provider }).clientId;
    this.annotations = { [clientIdAnnotation]: clientId };
    this.resource = this;
    this.registerOutputs({ clientId });
  }
}

type NewIdentity = Extract<AzureIdentity["identity"], { kind: "new" }>;

function newIdentity(
  { identifier, namespace, account, subscription, issuer, tags }: PodManagedIdentityArgs,
  { roles }: NewIdentity,
  own: OwnOptions,
): UserAssignedIdentity {
  const { resourceGroup: resourceGroupName, location, subscriptionId } = subscription;
  const made = new UserAssignedIdentity(
    identifier,
    { resourceGroupName, resourceName: identifier, location, tags: { ...tags } },
    own,
  );
  new FederatedIdentityCredential(
    identifier,
    {
      resourceGroupName,
      resourceName: made.name,
      federatedIdentityCredentialResourceName: account,
      issuer,
      subject: `system:serviceaccount:${namespace}:${account}`,
      audiences: ["api://AzureADTokenExchange"],
    },
    own,
  );
  for (const { roleId, scope } of roles) {
    const name = uuidOf(`${identifier} ${roleId} ${scope}`);
    new RoleAssignment(
      `${identifier}-${name}`,
      {
        roleAssignmentName: name,
        principalId: made.principalId,
        // Without it Azure refuses a principal that it has not heard of everywhere yet.
        principalType: "ServicePrincipal",
        roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
        scope,
      },
      own,
    );
  }
  return made;
}

/** Azure names assignments by UUIDs; always the same one for the same text, so that it is found again. */
function uuidOf(text: string): string {
  const digits = createHash("sha256").update(text).digest("hex");
  const part = (from: number, to: number) => digits.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-5${part(13, 16)}-8${part(17, 20)}-${part(20, 32)}`;
}
