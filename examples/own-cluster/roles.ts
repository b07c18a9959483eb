import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Who may take a role on. */
export interface Trust {
  readonly service: "eks" | "ec2" | "pods.eks";
  /** Only the pods of this account of kube-system, where it is pods that do. */
  readonly serviceAccount?: string;
}

/** A role with all that it may do. */
export interface GrantedRole {
  readonly arn: pulumi.Output<string>;
  /** What has to be there while the role is used. */
  readonly grants: readonly pulumi.Resource[];
}

/** Makes a role with policies that AWS keeps, named by what follows `policy/` in their ARNs. */
export function createRole(
  name: string,
  { trust, policies }: { readonly trust: Trust; readonly policies: readonly string[] },
  options: pulumi.CustomResourceOptions,
): GrantedRole {
  const role = new aws.iam.Role(name, { assumeRolePolicy: JSON.stringify(trustPolicy(trust)) }, options);
  const grants = policies.map(
    (policy) =>
      new aws.iam.RolePolicyAttachment(
        `${name}-${policy.replace(/^.*\//, "")}`,
        { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
        options,
      ),
  );
  return { arn: role.arn, grants };
}

function trustPolicy({ service, serviceAccount }: Trust) {
  const pods = {
    "aws:RequestTag/kubernetes-namespace": "kube-system",
    "aws:RequestTag/kubernetes-service-account": serviceAccount,
  };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: `${service}.amazonaws.com` },
        Action: serviceAccount === undefined ? "sts:AssumeRole" : ["sts:AssumeRole", "sts:TagSession"],
        ...(serviceAccount === undefined ? {} : { Condition: { StringEquals: pods } }),
      },
    ],
  };
}
