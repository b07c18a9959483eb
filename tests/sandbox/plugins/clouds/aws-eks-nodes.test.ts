import {
  addonType,
  clusterType,
  nodeGroupType,
} from "../../../../sandbox/plugins/clouds/aws/eks/eks-cluster";
import { launchTemplateType } from "../../../../sandbox/plugins/clouds/aws/network/launch-template";
import { networkTypes } from "../../../../sandbox/plugins/clouds/aws/network/network";
import type { PropertyMap } from "../../../../sandbox/plugins/protocol/property-value";
import { EksAccount } from "./eks-account";
import { type Changed, changed, type SimulatedCloud } from "./simulated-cloud";

let account: EksAccount;
let cloud: SimulatedCloud;

beforeEach(async () => {
  account = await EksAccount.make();
  ({ cloud } = account);
});

afterEach(() => cloud.remove());

describe("nodes", () => {
  test("come once the cluster gives them a network and they reach it", async () => {
    const nodes = await account.nodeInputs();
    await account.refuses(nodeGroupType, nodes, "Instances failed to join the kubernetes cluster");
    await account.routeOut();
    await account.refuses(nodeGroupType, nodes, "Unhealthy nodes in the kubernetes cluster");
    await cloud.create(addonType, { clusterName: "shop", addonName: "vpc-cni" });

    expect(await cloud.made(nodeGroupType, nodes)).toMatchObject({
      id: "shop:nodes",
      status: "ACTIVE",
      version: "1.34",
      instanceTypes: ["t3.medium"],
    });
    await expect(cloud.delete(clusterType, "shop")).rejects.toThrow("Cluster has nodegroups attached");
    await expect(cloud.delete(networkTypes.subnet, account.subnetIds[0] ?? "")).rejects.toThrow(
      "DependencyViolation: ",
    );
  });

  test.each<[Changed, string]>([
    [
      { scalingConfig: { minSize: 3, desiredSize: 2, maxSize: 3 } },
      "Minimum capacity 3 can't be greater than",
    ],
    [
      { scalingConfig: { minSize: 1, desiredSize: 4, maxSize: 3 } },
      "desired capacity 4 can't be greater than",
    ],
    [{ subnetIds: ["subnet-00001000000000000"] }, "The subnet ID 'subnet-00001000000000000' does not exist"],
    [
      { launchTemplate: { id: "lt-00001000000000000", version: "1" } },
      "The specified launch template, lt-00001000000000000, does not exist",
    ],
    [
      { launchTemplate: { id: "lt-1", version: "1" }, diskSize: 50 },
      "Disk size must be specified within the launch template.",
    ],
  ])("are refused with %j", async (changes, message) => {
    await account.refuses(nodeGroupType, changed(await account.nodeInputs(), changes), message);
  });

  test("need a role that machines may take on", async () => {
    const nodeRoleArn = await account.role("pods", "pods.eks.amazonaws.com", "AmazonEKSWorkerNodePolicy");
    await account.refuses(
      nodeGroupType,
      { ...(await account.nodeInputs()), nodeRoleArn },
      "Following required service principals [ec2.amazonaws.com] were not found",
    );
  });

  test("say which part of an update waits", async () => {
    const nodes = {
      ...(await account.nodeInputs()),
      updateConfig: { maxUnavailable: 1, maxUnavailablePercentage: 50 },
    };

    expect(await cloud.faults(nodeGroupType, nodes)).toEqual([
      "updateConfig: exactly one of maxUnavailable, maxUnavailablePercentage must be given",
    ]);
  });

  test("have the name of their template beside its id", async () => {
    const { id } = await cloud.create(launchTemplateType, { name: "encrypted" });
    await account.routeOut();
    const nodes = { ...(await account.nodeInputs()), launchTemplate: { id, version: "1" } };
    await cloud.create(addonType, { clusterName: "shop", addonName: "vpc-cni" });

    expect(await cloud.made(nodeGroupType, nodes)).toMatchObject({
      diskSize: 0,
      launchTemplate: { id, name: "encrypted", version: "1" },
    });
  });
});

describe("launch templates", () => {
  const template = { name: "nodes", metadataOptions: { httpTokens: "required" }, updateDefaultVersion: true };

  test("have another version with every change but one of tags", async () => {
    const { id } = await cloud.create(launchTemplateType, template);
    const update = (now: PropertyMap) => cloud.update(launchTemplateType, id, { old: template, now });

    expect(await update({ ...template, tags: { team: "finops" } })).toMatchObject({ latestVersion: 1 });
    expect(await update({ ...template, instanceType: "m7i.large" })).toMatchObject({
      defaultVersion: 2,
      latestVersion: 2,
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    });
  });

  test("say flags as text", async () => {
    const blockDeviceMappings = [{ deviceName: "/dev/xvda", ebs: { encrypted: true } }];

    expect(await cloud.faults(launchTemplateType, { blockDeviceMappings })).toEqual([
      "blockDeviceMappings[0].ebs.encrypted: expected one of true, false",
    ]);
  });
});

describe("addons", () => {
  const addon = { clusterName: "shop", addonName: "vpc-cni" };

  test("are those that EKS keeps, once in a cluster", async () => {
    await cloud.create(clusterType, await account.clusterInputs());
    await account.refuses(
      addonType,
      { ...addon, addonName: "shop" },
      "Addon shop specified is not supported",
    );
    expect((await cloud.create(addonType, addon)).id).toBe("shop:vpc-cni");
    await account.refuses(addonType, addon, "ResourceInUseException: Addon already exists.");
  });

  test("of pods need nodes, those of nodes do not", async () => {
    await cloud.create(clusterType, await account.clusterInputs());
    await account.refuses(addonType, { ...addon, addonName: "coredns" }, "InsufficientNumberOfReplicas");
    await cloud.create(addonType, { ...addon, addonName: "kube-proxy" });
  });

  test("have roles that pods may take on", async () => {
    const roleArn = await account.role("nodes", "ec2.amazonaws.com", "AmazonEKS_CNI_Policy");
    const podIdentityAssociations = [{ roleArn, serviceAccount: "aws-node" }];
    await account.refuses(
      addonType,
      { ...addon, podIdentityAssociations },
      "Trust policy of the role does not allow the service pods.eks.amazonaws.com",
    );
  });
});
