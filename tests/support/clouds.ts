/** What the clouds answer to programs under mocks. */
type Values = Readonly<Record<string, unknown>>;

const subnets: Readonly<Record<string, Values>> = {
  "subnet-0a": { cidrBlock: "10.0.1.0/24", availabilityZone: "eu-west-1a", vpcId: "vpc-0123" },
  "subnet-0b": { cidrBlock: "10.0.2.0/24", availabilityZone: "eu-west-1b", vpcId: "vpc-0123" },
  "subnet-0c": { cidrBlock: "10.0.3.0/24", availabilityZone: "eu-west-1a", vpcId: "vpc-0123" },
};

/** An error as the engine hands it on: the SDK reads its details. */
function refused(details: string): Error {
  return Object.assign(new Error(details), { details });
}

/** The answer to a look-up; a cluster named `absent` is not there. */
export function lookUpAnswer(token: string, inputs: Values): Record<string, unknown> {
  switch (token) {
    case "aws:eks/getCluster:getCluster":
      if (inputs.name === "absent") {
        throw refused(
          "couldn't find resource: ResourceNotFoundException: No cluster found for name: absent.",
        );
      }
      return {
        endpoint: "https://ABC.gr7.eu-west-1.eks.amazonaws.com",
        certificateAuthorities: [{ data: "Q0E=" }],
        vpcConfig: {
          vpcId: "vpc-0123",
          subnetIds: ["subnet-0b", "subnet-0a", "subnet-public"],
          clusterSecurityGroupId: "sg-0cluster",
        },
      };
    case "aws:ec2/getSubnets:getSubnets":
      return { ids: ["subnet-0b", "subnet-0a"] };
    case "aws:ec2/getSubnet:getSubnet":
      return { ...inputs, ...subnets[String(inputs.id)] };
    default:
      return { ...inputs };
  }
}

/** What the clouds add to a resource that they have made. */
export function cloudOutputs(type: string, inputs: Values): Record<string, unknown> {
  switch (type) {
    case "aws:rds/instance:Instance":
      return { address: `${String(inputs.identifier)}.c1.eu-west-1.rds.amazonaws.com` };
    case "aws:elasticache/replicationGroup:ReplicationGroup":
      return {
        primaryEndpointAddress: `master.${String(inputs.replicationGroupId)}.c1.euw1.cache.amazonaws.com`,
      };
    default:
      return {};
  }
}
