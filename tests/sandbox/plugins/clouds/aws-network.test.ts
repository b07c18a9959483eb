import { X509Certificate } from "node:crypto";

import { listAt, mapAt, textAt, textsAt } from "../../../../sandbox/plugins/clouds/reading";
import { awsAccount, database, types } from "./aws-account";
import type { SimulatedCloud } from "./simulated-cloud";

let cloud: SimulatedCloud;
let subnetIds: readonly string[];

beforeEach(async () => {
  ({ cloud, subnetIds } = await awsAccount());
});

afterEach(() => cloud.remove());

test("a region is asked for", async () => {
  expect(await cloud.configFaults({})).toEqual([
    'region: expected the name of a region such as "eu-central-1" (aws:region, AWS_REGION)',
  ]);
  expect(await cloud.configFaults({ region: "us-gov-west-1" })).toEqual([]);
});

describe("security groups", () => {
  const group = { name: "openops-postgres", description: "OpenOps", vpcId: "vpc-0a1b2c3d" };
  const rule = { ipProtocol: "tcp", fromPort: 5432, toPort: 5432 };

  test("a name is used once in a network", async () => {
    await cloud.create(types.securityGroup, group);
    await cloud.create(types.securityGroup, { ...group, vpcId: "vpc-1a1b2c3d" });
    await expect(cloud.create(types.securityGroup, group)).rejects.toThrow("InvalidGroup.Duplicate: ");
  });

  test("a name does not look like an id", async () => {
    expect(await cloud.faults(types.securityGroup, { ...group, name: "sg-1" })).toEqual([
      'name: expected at most 255 characters, not beginning with "sg-"',
    ]);
  });

  test("a group is made anew when anything but its tags changes", async () => {
    const now = { name: "b", description: "b", vpcId: "vpc-1", tags: { a: "b" } };
    expect(await cloud.replaces(types.securityGroup, group, now)).toEqual(["description", "name", "vpcId"]);
  });

  test("a rule belongs to groups that exist", async () => {
    const { id } = await cloud.create(types.securityGroup, group);
    const cluster = await cloud.invoke("aws:eks/getCluster:getCluster", { name: "shop" });
    const nodes = textAt(cluster, "vpcConfig.clusterSecurityGroupId") ?? "";
    await cloud.create(types.ingressRule, { ...rule, securityGroupId: id, referencedSecurityGroupId: nodes });
    const missing = { ...rule, securityGroupId: "sg-00001000000000000", referencedSecurityGroupId: nodes };
    await expect(cloud.create(types.ingressRule, missing)).rejects.toThrow(
      "InvalidGroup.NotFound: The security group 'sg-00001000000000000' does not exist",
    );
  });

  test("a rule has one source", async () => {
    const reason =
      ": exactly one of cidrIpv4, cidrIpv6, prefixListId, referencedSecurityGroupId must be given, got 2";
    const inputs = {
      ...rule,
      securityGroupId: "sg-1",
      cidrIpv4: "10.0.0.0/16",
      referencedSecurityGroupId: "sg-2",
    };
    expect(await cloud.faults(types.ingressRule, inputs)).toEqual([reason]);
  });

  test("the same rule is not made twice", async () => {
    const { id } = await cloud.create(types.securityGroup, group);
    const inputs = { ...rule, securityGroupId: id, cidrIpv4: "10.0.0.0/16" };
    await cloud.create(types.ingressRule, inputs);
    await expect(cloud.create(types.ingressRule, inputs)).rejects.toThrow("InvalidPermission.Duplicate: ");
  });

  test("a rule is made anew in another group", async () => {
    const old = { ...rule, securityGroupId: "sg-1" };
    expect(
      await cloud.replaces(types.ingressRule, old, { ...rule, toPort: 1, securityGroupId: "sg-2" }),
    ).toEqual(["securityGroupId"]);
  });

  test("a group in use is not deleted", async () => {
    const { id } = await cloud.create(types.securityGroup, group);
    await cloud.create(types.instance, { ...database, vpcSecurityGroupIds: [id] });
    await expect(cloud.delete(types.securityGroup, id)).rejects.toThrow(
      `DependencyViolation: resource ${id} has a dependent object`,
    );
  });
});

describe("look-ups", () => {
  test("any cluster is answered, with an authority and subnets in three zones", async () => {
    const cluster = await cloud.invoke("aws:eks/getCluster:getCluster", { name: "shop" });
    expect(cluster.endpoint).toMatch(/^https:\/\/[0-9A-F]{32}\.gr7\.eu-central-1\.eks\.amazonaws\.com$/);
    const [authority] = listAt(cluster, "certificateAuthorities");
    const data = textAt({ authority: authority ?? null }, "authority.data") ?? "";
    expect(new X509Certificate(Buffer.from(data, "base64")).ca).toBe(true);
    expect(textsAt(cluster, "vpcConfig.subnetIds")).toEqual(subnetIds);
    expect(await cloud.invoke("aws:eks/getCluster:getCluster", { name: "shop" })).toEqual(cluster);
  });

  test("subnets are found by what they are", async () => {
    const filters = [
      { name: "subnet-id", values: subnetIds },
      { name: "map-public-ip-on-launch", values: ["false"] },
    ];
    const { ids } = await cloud.invoke("aws:ec2/getSubnets:getSubnets", { filters });
    expect(ids).toEqual(subnetIds.slice(0, 3));
    await expect(
      cloud.invoke("aws:ec2/getSubnets:getSubnets", { filters: [{ name: "colour", values: [] }] }),
    ).rejects.toThrow('the simulated AWS does not know the filter "colour" of subnets');
  });

  test("a subnet has its zone and addresses", async () => {
    const blocks = await Promise.all(
      subnetIds.map(async (id) => {
        const { availabilityZone, cidrBlock } = await cloud.invoke("aws:ec2/getSubnet:getSubnet", { id });
        return `${String(availabilityZone)} ${String(cidrBlock)}`;
      }),
    );
    expect(blocks).toEqual([
      "eu-central-1a 10.0.0.0/19",
      "eu-central-1b 10.0.32.0/19",
      "eu-central-1c 10.0.64.0/19",
      "eu-central-1a 10.0.96.0/24",
      "eu-central-1b 10.0.97.0/24",
      "eu-central-1c 10.0.98.0/24",
    ]);
  });

  test("a subnet that the simulation would know is not found", async () => {
    await expect(
      cloud.invoke("aws:ec2/getSubnet:getSubnet", { id: "subnet-00000ffffffffffff" }),
    ).rejects.toThrow("InvalidSubnetID.NotFound: The subnet ID 'subnet-00000ffffffffffff' does not exist");
  });

  test("the network, the caller and the region are told", async () => {
    expect(await cloud.invoke("aws:ec2/getVpc:getVpc", { id: "vpc-1" })).toMatchObject({
      id: "vpc-1",
      cidrBlock: "10.0.0.0/16",
    });
    expect(await cloud.invoke("aws:index/getCallerIdentity:getCallerIdentity", {})).toMatchObject({
      accountId: "000000000042",
    });
    expect(await cloud.invoke("aws:index/getRegion:getRegion", {})).toMatchObject({ region: "eu-central-1" });
    expect(
      mapAt(await cloud.invoke("aws:ec2/getSubnet:getSubnet", { id: subnetIds[0] ?? "" }), "tags"),
    ).toEqual({
      "kubernetes.io/role/internal-elb": "1",
    });
  });
});
