import { aws } from "../../../../sandbox/plugins/clouds/aws";
import { clusterType } from "../../../../sandbox/plugins/clouds/aws/eks/eks-cluster";
import { networkTypes } from "../../../../sandbox/plugins/clouds/aws/network/network";
import { iamTypes } from "../../../../sandbox/plugins/clouds/aws/principals";
import { textAt } from "../../../../sandbox/plugins/clouds/reading";
import type { PropertyMap } from "../../../../sandbox/plugins/protocol/property-value";
import { SimulatedCloud } from "./simulated-cloud";

function trusting(service: string): string {
  const statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** A simulated account with a network of two subnets in two zones, for a cluster. */
export class EksAccount {
  private constructor(
    readonly cloud: SimulatedCloud,
    readonly vpcId: string,
    readonly subnetIds: readonly string[],
  ) {}

  static async make(): Promise<EksAccount> {
    const cloud = new SimulatedCloud(aws, { region: "eu-central-1" });
    await cloud.configure();
    const { id: vpcId } = await cloud.create(networkTypes.vpc, { cidrBlock: "10.40.0.0/16" });
    const made = ["a", "b"].map((zone, index) =>
      cloud.create(networkTypes.subnet, {
        vpcId,
        availabilityZone: `eu-central-1${zone}`,
        cidrBlock: `10.40.${index * 16}.0/20`,
      }),
    );
    return new EksAccount(
      cloud,
      vpcId,
      (await Promise.all(made)).map(({ id }) => id),
    );
  }

  /** Makes a role with a policy that AWS keeps, and returns its ARN. */
  async role(name: string, service: string, policy: string): Promise<string> {
    const made = await this.cloud.made(iamTypes.role, { name, assumeRolePolicy: trusting(service) });
    const policyArn = `arn:aws:iam::aws:policy/${policy}`;
    await this.cloud.create(iamTypes.attachment, { role: name, policyArn });
    return textAt(made, "arn") ?? "";
  }

  /** Gives the subnets a way to the internet. */
  async routeOut(): Promise<void> {
    const { cloud, vpcId } = this;
    const { id: gatewayId } = await cloud.create(networkTypes.internetGateway, { vpcId });
    const { id: routeTableId } = await cloud.create(networkTypes.routeTable, { vpcId });
    await cloud.create(networkTypes.route, { routeTableId, destinationCidrBlock: "0.0.0.0/0", gatewayId });
    await Promise.all(
      this.subnetIds.map((subnetId) => cloud.create(networkTypes.association, { subnetId, routeTableId })),
    );
  }

  /** A cluster that nothing is wrong with. */
  async clusterInputs(): Promise<PropertyMap> {
    return {
      name: "shop",
      version: "1.34",
      roleArn: await this.role("cluster", "eks.amazonaws.com", "AmazonEKSClusterPolicy"),
      bootstrapSelfManagedAddons: false,
      vpcConfig: { subnetIds: this.subnetIds },
    };
  }

  /** Nodes that nothing is wrong with, in a cluster that is there. */
  async nodeInputs(): Promise<PropertyMap> {
    await this.cloud.create(clusterType, await this.clusterInputs());
    return {
      clusterName: "shop",
      nodeGroupName: "nodes",
      nodeRoleArn: await this.role("nodes", "ec2.amazonaws.com", "AmazonEKSWorkerNodePolicy"),
      subnetIds: this.subnetIds,
      scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 },
    };
  }

  async refuses(type: string, inputs: PropertyMap, message: string): Promise<void> {
    await expect(this.cloud.create(type, inputs)).rejects.toThrow(message);
  }
}
