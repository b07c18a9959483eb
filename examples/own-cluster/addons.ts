import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { createRole } from "./roles";

/** What the pods of an addon may do, and how the addon is set. */
interface AddonNeeds {
  readonly serviceAccount?: string;
  readonly policy?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Declares addons that EKS keeps; those that ask AWS for something have a role of their own. */
export function addonsOf(eks: aws.eks.Cluster, options: pulumi.CustomResourceOptions) {
  return (
    addonName: string,
    { serviceAccount, policy, settings }: AddonNeeds = {},
    dependsOn: pulumi.Resource[] = [],
  ): aws.eks.Addon => {
    const role =
      serviceAccount === undefined || policy === undefined
        ? undefined
        : createRole(
            addonName,
            { trust: { service: "pods.eks", serviceAccount }, policies: [policy] },
            options,
          );
    return new aws.eks.Addon(
      addonName,
      {
        clusterName: eks.name,
        addonName,
        ...(role === undefined || serviceAccount === undefined
          ? {}
          : { podIdentityAssociations: [{ roleArn: role.arn, serviceAccount }] }),
        ...(settings === undefined ? {} : { configurationValues: JSON.stringify(settings) }),
      },
      { ...options, dependsOn: [...dependsOn, ...(role?.grants ?? [])] },
    );
  };
}
