import { between, flag, required, text, textLike, textMap } from "../../protocol/input-rules";
import type { PropertyMap } from "../../protocol/property-value";
import type { CloudContext, ResourceKind } from "../cloud";
import { textAt } from "../reading";
import { instant, tagsAll } from "./network/ec2";
import { accountId, arnOf, hexOf, regionOf } from "./identifiers";
import { iamTypes, partOf, roleOf, trusts } from "./principals";

/** Whether text is a policy document: JSON with a version and statements. */
function isDocument(value: string): boolean {
  try {
    const parsed: unknown = JSON.parse(value);
    return (
      typeof parsed === "object" &&
      parsed !== null &&
      "Version" in parsed &&
      parsed.Version === "2012-10-17" &&
      "Statement" in parsed &&
      Array.isArray(parsed.Statement) &&
      parsed.Statement.length > 0
    );
  } catch {
    return false;
  }
}

function documentRefusal(value: string, longest: number): string | undefined {
  if (!isDocument(value)) {
    return "MalformedPolicyDocument: Syntax errors in policy.";
  }
  return value.replace(/\s/g, "").length > longest
    ? `LimitExceeded: Maximum policy size of ${longest} bytes exceeded`
    : undefined;
}

/** A role by its name; ids and names are the same. */
function roleRefusal({ account }: CloudContext, name: string): string | undefined {
  return account.find(iamTypes.role, name) === undefined
    ? `NoSuchEntity: The role with name ${name} cannot be found.`
    : undefined;
}

const role: ResourceKind = {
  title: "IAM Role",
  inputs: {
    name: textLike(/^[\w+=,.@-]{1,64}$/, "at most 64 letters, digits and the signs + = , . @ - _"),
    description: textLike(/^[\t\n\r -~\u00a1-\u00ff]{0,1000}$/, "at most 1000 letters and signs"),
    assumeRolePolicy: required(text),
    forceDetachPolicies: flag,
    maxSessionDuration: between(3600, 43200),
    path: textLike(/^\/([!-~]+\/)?$/, "a path that begins and ends with /"),
    permissionsBoundary: text,
    tags: textMap,
  },
  defaults: { forceDetachPolicies: false, maxSessionDuration: 3600, path: "/" },
  decides: ["arn", "createDate", "uniqueId", "managedPolicyArns", "tagsAll"],
  replaces: ["name", "path"],
  naming: { input: "name", automatic: true },
  minutes: { create: 0.2, update: 0.1, delete: 0.1 },
  taken: "EntityAlreadyExists: the role with that name already exists.",
  refusal: ({ inputs }) => documentRefusal(textAt(inputs, "assumeRolePolicy") ?? "", 2048),
  deletionRefusal: ({ account, resource, state }) => {
    const attached = [iamTypes.policy, iamTypes.attachment].flatMap((type) =>
      account.list(type).filter(({ inputs }) => inputs.role === resource.key),
    );
    return attached.length === 0 || state.forceDetachPolicies === true
      ? undefined
      : "DeleteConflict: Cannot delete entity, must detach all policies first.";
  },
  name: ({ inputs }) => {
    const name = textAt(inputs, "name") ?? "";
    return { key: name, id: name };
  },
  decide: ({ inputs, named: { key }, ...context }) => ({
    arn: `${partOf}${accountId}:role${textAt(inputs, "path") ?? "/"}${key}`,
    createDate: "2026-01-01T00:00:00Z",
    uniqueId: `AROA${hexOf(key, 16).toUpperCase()}`,
    managedPolicyArns: [],
    tagsAll: tagsAll(context, inputs),
  }),
};

const rolePolicy: ResourceKind = {
  title: "IAM Role Policy",
  inputs: {
    name: textLike(/^[\w+=,.@-]{1,128}$/, "at most 128 letters, digits and the signs + = , . @ - _"),
    role: required(text),
    policy: required(text),
  },
  decides: [],
  replaces: ["name", "role"],
  naming: { input: "name", automatic: true },
  minutes: instant,
  refusal: ({ inputs, ...context }) =>
    roleRefusal(context, textAt(inputs, "role") ?? "") ??
    documentRefusal(textAt(inputs, "policy") ?? "", 10240),
  name: ({ inputs }) => {
    const id = `${textAt(inputs, "role") ?? ""}:${textAt(inputs, "name") ?? ""}`;
    return { key: id, id };
  },
  decide: () => ({}),
};

const attachment: ResourceKind = {
  title: "IAM Role Policy Attachment",
  inputs: {
    role: required(text),
    policyArn: required(textLike(/^arn:aws[-a-z]*:iam::(\d{12}|aws):policy\/.+$/, "the ARN of a policy")),
  },
  decides: [],
  replaces: ["role", "policyArn"],
  minutes: instant,
  // Policies of a real account are taken to exist, as those of AWS do.
  refusal: ({ inputs, ...context }) => roleRefusal(context, textAt(inputs, "role") ?? ""),
  name: ({ inputs }) => {
    const id = `${textAt(inputs, "role") ?? ""}/${textAt(inputs, "policyArn") ?? ""}`;
    return { key: id, id };
  },
  decide: () => ({}),
};

/** What stands in the way of an association: EKS looks at the role that is to be assumed. */
function associationRefusal(context: CloudContext, inputs: PropertyMap): string | undefined {
  const arn = textAt(inputs, "roleArn") ?? "";
  const found = roleOf(context, arn);
  if (found === undefined) {
    return `InvalidParameterException: Role provided in the request does not exist: ${arn}`;
  }
  return found === "foreign" || trusts(found, "pods.eks.amazonaws.com")
    ? undefined
    : "InvalidParameterException: Trust policy of the role does not allow the service pods.eks.amazonaws.com";
}

const association: ResourceKind = {
  title: "EKS Pod Identity Association",
  inputs: {
    clusterName: required(text),
    namespace: required(text),
    serviceAccount: required(text),
    roleArn: required(textLike(/^arn:aws[-a-z]*:iam::\d{12}:role\/.+$/, "the ARN of a role")),
    targetRoleArn: text,
    disableSessionTags: flag,
    tags: textMap,
  },
  decides: ["associationArn", "associationId", "externalId", "region", "tagsAll"],
  replaces: ["clusterName", "namespace", "serviceAccount"],
  minutes: instant,
  taken: "ResourceInUseException: Association already exists for this service account and namespace",
  refusal: ({ inputs, ...context }) => associationRefusal(context, inputs),
  name: ({ inputs }) => {
    const key = ["clusterName", "namespace", "serviceAccount"].map((name) => textAt(inputs, name)).join("/");
    return { key, id: `a-${hexOf(key, 17)}` };
  },
  decide: ({ inputs, named: { id }, ...context }) => ({
    associationArn: arnOf(
      "eks",
      `podidentityassociation/${textAt(inputs, "clusterName") ?? ""}/${id}`,
      context,
    ),
    associationId: id,
    externalId: "",
    region: regionOf(context),
    tagsAll: tagsAll(context, inputs),
  }),
};

export const iamKinds: readonly (readonly [string, ResourceKind])[] = [
  [iamTypes.role, role],
  [iamTypes.policy, rolePolicy],
  [iamTypes.attachment, attachment],
  [iamTypes.association, association],
];
