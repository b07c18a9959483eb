import type { CloudContext } from "../cloud";
import type { CloudResource } from "../cloud-resource";
import { textAt } from "../reading";
import { accountId } from "./identifiers";

export const iamTypes = {
  role: "aws:iam/role:Role",
  policy: "aws:iam/rolePolicy:RolePolicy",
  attachment: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
  association: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
} as const;

/** What the ARNs of IAM begin with. */
export const partOf = "arn:aws:iam::";

/** The role of an ARN: "foreign" where it is of a real account, which is taken to have it. */
export function roleOf({ account }: CloudContext, arn: string): CloudResource | "foreign" | undefined {
  return arn.startsWith(`${partOf}${accountId}:role/`)
    ? account.find(iamTypes.role, arn.replace(/^.*\//, ""))
    : "foreign";
}

/** Whether a service may take a role on. */
export function trusts(role: CloudResource, service: string): boolean {
  return (textAt(role.inputs, "assumeRolePolicy") ?? "").includes(`"${service}"`);
}

/** Whether a role has one of the policies that AWS keeps, each named by the end of its ARN. */
export function isGranted(
  { account }: CloudContext,
  role: CloudResource,
  policies: readonly string[],
): boolean {
  return account
    .list(iamTypes.attachment)
    .some(
      ({ inputs }) =>
        inputs.role === role.key &&
        policies.some((policy) => (textAt(inputs, "policyArn") ?? "").endsWith(`/${policy}`)),
    );
}
