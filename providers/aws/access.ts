import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsNetwork } from "./network";
import { named } from "../../components/resources/component";

interface AccessArgs {
  readonly name: string;
  readonly description: string;
  readonly port: number;
  readonly network: AwsNetwork;
}

/** A security group that lets the cluster's nodes or pods reach one port, and nothing else. */
export function clientAccess(
  { name, description, port, network }: AccessArgs,
  options: pulumi.CustomResourceOptions,
): SecurityGroup {
  const group = new SecurityGroup(
    named(options.parent, name),
    { name, description, vpcId: network.vpcId },
    options,
  );
  for (const client of network.clientSecurityGroupIds) {
    new SecurityGroupIngressRule(
      named(options.parent, `${name}-from-${client}`),
      {
        securityGroupId: group.id,
        referencedSecurityGroupId: client,
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        description: "OpenOps",
      },
      options,
    );
  }
  return group;
}
