import { PodIdentityAssociation } from "@pulumi/aws/eks/podIdentityAssociation";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ComponentOptions } from "../../components/resources/component";
import type { IdentityRequest, OwnOptions } from "../../components/resources/provider-contract";
import type { PodIdentity } from "../../components/resources/stores/pod-identity";
import type { AwsIdentity } from "./config";
import { roleAnnotation } from "./profile";
import type { RoleTrust } from "./role-trust";
import { defined } from "../../components/values/entries";

interface PodRoleArgs extends IdentityRequest<AwsIdentity> {
  /** Name of the role, where it is made. */
  readonly identifier: string;
  readonly namespace: string;
  readonly trust: RoleTrust;
  readonly provider: pulumi.ProviderResource;
}

/** Where EKS puts the token by which pods show who they are. */
const tokenFile = "/var/run/secrets/eks.amazonaws.com/serviceaccount/token";

/** A role of IAM that the pods of one ServiceAccount may assume, and nobody else. */
export class PodRole extends Component implements PodIdentity {
  readonly annotations: PodIdentity["annotations"];
  readonly homeFile?: NonNullable<PodIdentity["homeFile"]>;
  readonly resource: pulumi.Resource;

  constructor(name: string, args: PodRoleArgs, options: ComponentOptions) {
    super("aws:PodRole", name, options);
    const own = { parent: this, provider: args.provider };
    const { trust, settings } = args;
    const { role } = settings;
    const roleArn = role.kind === "existing" ? role.arn : newRole(args, role, own).arn;
    if (trust.kind === "irsa") {
      this.annotations = { [roleAnnotation]: roleArn };
      this.homeFile = { folder: ".aws", name: "config", content: profileOf(roleArn) };
    } else {
      this.annotations = {};
      associate(args, { clusterName: trust.clusterName, roleArn }, own);
    }
    this.resource = this;
    this.registerOutputs({ roleArn });
  }
}

type NewRole = Extract<AwsIdentity["role"], { kind: "new" }>;

function newRole({ identifier, trust }: PodRoleArgs, role: NewRole, own: OwnOptions): Role {
  const made = new Role(
    identifier,
    {
      name: identifier,
      description: "Pods of OpenOps",
      assumeRolePolicy: JSON.stringify(trust.policy),
    },
    own,
  );
  for (const policyArn of role.policyArns) {
    new RolePolicyAttachment(
      `${identifier}-${policyArn.replace(/^.*\//, "")}`,
      { role: made.name, policyArn },
      own,
    );
  }
  if (role.statements.length > 0) {
    new RolePolicy(identifier, { name: "openops", role: made.name, policy: policyOf(role.statements) }, own);
  }
  return made;
}

function policyOf(statements: NewRole["statements"]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(({ actions, resources, conditions }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resources,
      ...defined({ Condition: conditions }),
    })),
  });
}

interface AssociationArgs {
  readonly clusterName: string;
  readonly roleArn: pulumi.Input<string>;
}

function associate(
  { identifier, namespace, account }: PodRoleArgs,
  { clusterName, roleArn }: AssociationArgs,
  own: OwnOptions,
): void {
  new PodIdentityAssociation(identifier, { clusterName, namespace, serviceAccount: account, roleArn }, own);
}

/** The configuration of AWS' SDKs that says the same as the variables which EKS gives pods. */
function profileOf(roleArn: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.concat(
    `[default]\nrole_arn = `,
    roleArn,
    `\nrole_session_name = openops\nweb_identity_token_file = ${tokenFile}\n`,
  );
}
