import { createHash } from "node:crypto";

import { oneOf, required, text, textLike, textMap, texts } from "../../protocol/input-rules";
import type { CloudRequest, ResourceKind } from "../cloud";
import { textAt, textsAt } from "../reading";
import {
  armId,
  lastPart,
  locationOf,
  lockedBy,
  missingResource,
  namedBy,
  sameId,
  taken,
  typesOf,
} from "./identifiers";

const identityPath = "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}";

const uuidRule = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function uuidFor(text: string): string {
  const digits = createHash("sha256").update(text).digest("hex");
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5");
}

/** Row of a user-assigned identity. */
export const userAssignedIdentity: ResourceKind = {
  title: "UserAssignedIdentity",
  inputs: {
    resourceGroupName: required(text),
    resourceName: textLike(/^[A-Za-z0-9][-\w]{2,127}$/, "3 to 128 letters, digits, hyphens and underscores"),
    location: text,
    isolationScope: text,
    tags: textMap,
  },
  decides: [
    "azureApiVersion",
    "clientId",
    "location",
    "name",
    "principalId",
    "systemData",
    "tenantId",
    "type",
  ],
  replaces: ["resourceGroupName", "resourceName", "location"],
  naming: { input: "resourceName", automatic: true },
  minutes: { create: 0.2, update: 0.1, delete: 0.1 },
  taken,
  deletionRefusal: lockedBy,
  name: namedBy(identityPath),
  decide: ({ inputs, named: { id }, ...context }) => ({
    azureApiVersion: "2024-11-30",
    clientId: uuidFor(`client ${id}`),
    location: locationOf(context, inputs),
    name: lastPart(id),
    principalId: uuidFor(`principal ${id}`),
    systemData: {},
    tenantId: "00000000-0000-0000-0000-000000000042",
    type: "Microsoft.ManagedIdentity/userAssignedIdentities",
  }),
};

/** Azure knows a pod by issuer and subject, of which an identity takes each pair once. */
function credentialRefusal(request: CloudRequest): string | undefined {
  const { inputs, account, existing } = request;
  const identity = armId(
    request,
    inputs,
    `Microsoft.ManagedIdentity/userAssignedIdentities/${textAt(inputs, "resourceName") ?? ""}`,
  );
  const missing = missingResource(request, typesOf.identity, identity);
  if (missing !== undefined) {
    return missing;
  }
  const siblings = account
    .list(typesOf.federatedCredential)
    .filter(({ id }) => id !== existing?.id && sameId(id.replace(/\/federated.*$/i, ""), identity));
  if (siblings.length >= 20) {
    return "BadRequest: Too many Federated Identity Credentials are on this object. The limit is 20.";
  }
  return siblings.some(({ inputs: own }) => own.issuer === inputs.issuer && own.subject === inputs.subject)
    ? "Conflict: Issuer and subject combination already exists for this Managed Identity."
    : undefined;
}

/** Row of a pod that may use an identity. */
export const federatedCredential: ResourceKind = {
  title: "FederatedIdentityCredential",
  inputs: {
    resourceGroupName: required(text),
    resourceName: required(text),
    federatedIdentityCredentialResourceName: textLike(
      /^[A-Za-z0-9][-\w]{2,119}$/,
      "3 to 120 letters, digits, hyphens and underscores",
    ),
    issuer: required(textLike(/^https:\/\/.+/, "a URL that begins with https://")),
    subject: required(text),
    audiences: required(texts),
  },
  decides: ["azureApiVersion", "name", "systemData", "type"],
  replaces: ["resourceGroupName", "resourceName", "federatedIdentityCredentialResourceName"],
  naming: { input: "federatedIdentityCredentialResourceName", automatic: true },
  minutes: { create: 0.1, update: 0.1, delete: 0.1 },
  taken,
  faults: (inputs) =>
    textsAt(inputs, "audiences").length === 1
      ? []
      : [{ property: "audiences", reason: "Azure takes exactly one audience" }],
  refusal: credentialRefusal,
  deletionRefusal: lockedBy,
  name: namedBy(`${identityPath}/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}`),
  decide: ({ named: { id } }) => ({
    azureApiVersion: "2024-11-30",
    name: lastPart(id),
    systemData: {},
    type: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
  }),
};

function assignmentRefusal({ inputs, account, existing }: CloudRequest): string | undefined {
  const principal = textAt(inputs, "principalId") ?? "";
  if (textAt(inputs, "principalType") === undefined) {
    return `PrincipalNotFound: Principal ${principal.replaceAll("-", "")} does not exist in the directory. If it was created just now, say its principalType.`;
  }
  const same = account
    .list(typesOf.roleAssignment)
    .filter(({ id }) => id !== existing?.id)
    .some(({ inputs: other }) =>
      ["principalId", "roleDefinitionId", "scope"].every((name) => other[name] === inputs[name]),
    );
  return same ? "RoleAssignmentExists: The role assignment already exists." : undefined;
}

/** Row of what an identity may do; nothing of it can be changed. */
export const roleAssignment: ResourceKind = {
  title: "RoleAssignment",
  inputs: {
    principalId: required(textLike(uuidRule, "a UUID")),
    principalType: oneOf(["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"]),
    roleAssignmentName: textLike(uuidRule, "a UUID"),
    roleDefinitionId: required(
      textLike(/\/providers\/Microsoft\.Authorization\/roleDefinitions\/[-0-9a-f]{36}$/i, "the id of a role"),
    ),
    scope: required(textLike(/^\/.*[^/]$/, "the id of a resource, group or subscription")),
    condition: text,
    conditionVersion: text,
    description: text,
  },
  decides: [
    "azureApiVersion",
    "createdBy",
    "createdOn",
    "name",
    "systemData",
    "type",
    "updatedBy",
    "updatedOn",
  ],
  replaces: ["principalId", "roleAssignmentName", "roleDefinitionId", "scope"],
  minutes: { create: 0.1, update: 0.1, delete: 0.1 },
  taken,
  refusal: assignmentRefusal,
  name: ({ inputs }) => {
    const name = textAt(inputs, "roleAssignmentName") ?? uuidFor(JSON.stringify(inputs));
    const id = `${textAt(inputs, "scope") ?? ""}/providers/Microsoft.Authorization/roleAssignments/${name}`;
    return { key: id, id };
  },
  decide: ({ named: { id } }) => ({
    azureApiVersion: "2022-04-01",
    createdBy: "",
    createdOn: "2026-01-01T00:00:00Z",
    name: lastPart(id),
    systemData: {},
    type: "Microsoft.Authorization/roleAssignments",
    updatedBy: "",
    updatedOn: "2026-01-01T00:00:00Z",
  }),
};
