import { aws } from "../../../../sandbox/plugins/clouds/aws";
import { networkTypes as types } from "../../../../sandbox/plugins/clouds/aws/network/network";
import type { PropertyMap } from "../../../../sandbox/plugins/protocol/property-value";
import { textAt } from "../../../../sandbox/plugins/clouds/reading";
import { types as stores } from "./aws-account";
import { changed, SimulatedCloud } from "./simulated-cloud";

let cloud: SimulatedCloud;

beforeEach(async () => {
  cloud = new SimulatedCloud(aws, { region: "eu-central-1", defaultTags: { tags: { team: "finops" } } });
  await cloud.configure();
});

afterEach(() => cloud.remove());

async function vpc(): Promise<string> {
  return (await cloud.create(types.vpc, { cidrBlock: "10.40.0.0/16" })).id;
}

/** A subnet that nothing is wrong with. */
async function subnet(vpcId: string, changes: PropertyMap = {}): Promise<string> {
  const inputs = { vpcId, availabilityZone: "eu-central-1a", cidrBlock: "10.40.0.0/20", ...changes };
  return (await cloud.create(types.subnet, inputs)).id;
}

async function address(): Promise<string> {
  return (await cloud.create(types.address, { domain: "vpc" })).id;
}

/** A network with a NAT gateway in a public subnet. */
async function network() {
  const vpcId = await vpc();
  const { id: gateway } = await cloud.create(types.internetGateway, { vpcId });
  const subnetId = await subnet(vpcId);
  const allocationId = await address();
  const { id: nat } = await cloud.create(types.natGateway, { allocationId, subnetId });
  const { id: table } = await cloud.create(types.routeTable, { vpcId });
  return { vpcId, gateway, subnetId, allocationId, nat, table };
}

describe("networks", () => {
  test("have what every network has from the start", async () => {
    expect(await cloud.made(types.vpc, { cidrBlock: "10.40.0.0/16", tags: { Name: "shop" } })).toMatchObject({
      id: expect.stringMatching(/^vpc-[0-9a-f]{17}$/),
      arn: expect.stringMatching(/^arn:aws:ec2:eu-central-1:000000000042:vpc\/vpc-[0-9a-f]{17}$/),
      defaultSecurityGroupId: expect.stringMatching(/^sg-[0-9a-f]{17}$/),
      enableDnsHostnames: false,
      enableDnsSupport: true,
      tagsAll: { team: "finops", Name: "shop" },
    });
  });

  test.each(["10.40.0.0/15", "10.40.0.0/29", "10.40.0.1/16", "10.400.0.0/16", "10.40.0.0"])(
    "do not have the range %s",
    async (cidrBlock) => {
      expect(await cloud.faults(types.vpc, { cidrBlock })).toEqual([
        "cidrBlock: expected an IPv4 CIDR that begins with its first address, from /16 to /28",
      ]);
    },
  );

  test("need a range", async () => {
    await expect(cloud.create(types.vpc, {})).rejects.toThrow("MissingParameter: Either 'cidrBlock' or");
  });

  test("are found by their ids, with their subnets", async () => {
    const vpcId = await vpc();
    const id = await subnet(vpcId, { tags: { "kubernetes.io/role/elb": "1" } });
    const filters = [
      { name: "vpc-id", values: [vpcId] },
      { name: "tag:kubernetes.io/role/elb", values: ["1"] },
    ];

    expect(await cloud.invoke("aws:ec2/getVpc:getVpc", { id: vpcId })).toMatchObject({
      cidrBlock: "10.40.0.0/16",
    });
    expect(await cloud.invoke("aws:ec2/getSubnets:getSubnets", { filters })).toMatchObject({ ids: [id] });
    expect(await cloud.invoke("aws:ec2/getSubnet:getSubnet", { id })).toMatchObject({
      availabilityZone: "eu-central-1a",
      cidrBlock: "10.40.0.0/20",
      vpcId,
    });
  });

  test("are deleted last", async () => {
    const vpcId = await vpc();
    const id = await subnet(vpcId);
    await expect(cloud.delete(types.vpc, vpcId)).rejects.toThrow(
      `DependencyViolation: The vpc '${vpcId}' has dependencies and cannot be deleted.`,
    );
    await cloud.delete(types.subnet, id);
    await cloud.delete(types.vpc, vpcId);
    await expect(subnet(vpcId)).rejects.toThrow(
      `InvalidVpcID.NotFound: The vpc ID '${vpcId}' does not exist`,
    );
    await expect(
      cloud.create(stores.securityGroup, { name: "shop", description: "Shop", vpcId }),
    ).rejects.toThrow("InvalidVpcID.NotFound");
  });
});

describe("subnets", () => {
  test("lie in a zone of the region, in their network, and beside each other", async () => {
    const vpcId = await vpc();
    await subnet(vpcId);
    await expect(subnet(vpcId, { availabilityZone: "eu-central-1z" })).rejects.toThrow(
      "Value (eu-central-1z) for parameter availabilityZone is invalid. Subnets can currently only be created in " +
        "the following availability zones: eu-central-1a, eu-central-1b, eu-central-1c.",
    );
    await expect(subnet(vpcId, { cidrBlock: "10.41.0.0/20" })).rejects.toThrow(
      "InvalidSubnet.Range: The CIDR '10.41.0.0/20' is invalid.",
    );
    await expect(subnet(vpcId, { cidrBlock: "10.40.8.0/24" })).rejects.toThrow(
      "InvalidSubnet.Conflict: The CIDR '10.40.8.0/24' conflicts with another subnet",
    );
    await subnet(vpcId, { cidrBlock: "10.40.16.0/24" });
    await subnet(await vpc(), { cidrBlock: "10.40.8.0/24" });
  });

  test("are in the first zone where none is given", async () => {
    const made = await cloud.made(types.subnet, { vpcId: await vpc(), cidrBlock: "10.40.0.0/20" });

    expect(made).toMatchObject({ availabilityZone: "eu-central-1a", availabilityZoneId: "euc1-az1" });
  });

  test("hold a database's group, and stay as long as the database is there", async () => {
    const vpcId = await vpc();
    const first = await subnet(vpcId);
    const second = await subnet(vpcId, { availabilityZone: "eu-central-1b", cidrBlock: "10.40.16.0/20" });
    const group = await cloud.made(stores.rdsSubnets, { name: "shop", subnetIds: [first, second] });
    await cloud.create(stores.instance, {
      identifier: "shop",
      engine: "postgres",
      instanceClass: "db.t4g.medium",
      allocatedStorage: 20,
      username: "shop",
      password: "correcthorsebatterystaple",
      dbSubnetGroupName: "shop",
    });

    expect(group.vpcId).toBe(vpcId);
    await expect(cloud.delete(types.subnet, first)).rejects.toThrow(
      `DependencyViolation: The subnet '${first}' has dependencies and cannot be deleted.`,
    );
  });

  test("are made anew for another place, and changed for the rest", async () => {
    const old = { vpcId: "vpc-1", availabilityZone: "a", cidrBlock: "10.0.0.0/24" };
    const now = { vpcId: "vpc-2", availabilityZone: "b", cidrBlock: "10.0.1.0/24", tags: { a: "b" } };

    expect(await cloud.replaces(types.subnet, old, now)).toEqual(["vpcId", "availabilityZone", "cidrBlock"]);
    expect(await cloud.replaces(types.subnet, old, { ...old, mapPublicIpOnLaunch: true })).toEqual([]);
  });
});

describe("ways to the internet", () => {
  test("a network has one internet gateway", async () => {
    const vpcId = await vpc();
    await cloud.create(types.internetGateway, { vpcId });
    await expect(cloud.create(types.internetGateway, { vpcId })).rejects.toThrow(
      `InvalidParameterValue: Network ${vpcId} already has an internet gateway attached`,
    );
  });

  test("a NAT gateway needs an address of its own, and an internet gateway in its network", async () => {
    const vpcId = await vpc();
    const subnetId = await subnet(vpcId);
    const allocationId = await address();
    const nat = { allocationId, subnetId };
    const refused = (changes: Parameters<typeof changed>[1], message: string) =>
      expect(cloud.create(types.natGateway, changed(nat, changes))).rejects.toThrow(message);

    await refused({}, `Gateway.NotAttached: Network ${vpcId} has no Internet gateway attached`);
    await cloud.create(types.internetGateway, { vpcId });
    await refused({ allocationId: undefined }, "The request must include the AllocationId parameter.");
    await refused({ allocationId: "eipalloc-00001000000000000" }, "InvalidAllocationID.NotFound: ");
    await refused({ subnetId: "subnet-00001000000000000" }, "InvalidSubnetID.NotFound: ");
    await cloud.create(types.natGateway, nat);
    await refused(
      {},
      `Resource.AlreadyAssociated: Elastic IP address [${allocationId}] is already associated`,
    );
  });

  test("a NAT gateway of a private network has no address", async () => {
    expect(
      await cloud.faults(types.natGateway, {
        connectivityType: "private",
        allocationId: "eipalloc-1",
        subnetId: "subnet-1",
      }),
    ).toEqual(['allocationId: is not supported with connectivity_type = "private"']);
  });

  test("nothing goes before what is behind it", async () => {
    const { vpcId, gateway, subnetId, allocationId, nat } = await network();

    await expect(cloud.delete(types.internetGateway, gateway)).rejects.toThrow(
      `DependencyViolation: Network ${vpcId} has some mapped public address(es).`,
    );
    await expect(cloud.delete(types.address, allocationId)).rejects.toThrow("InvalidIPAddress.InUse: ");
    await expect(cloud.delete(types.subnet, subnetId)).rejects.toThrow("DependencyViolation: ");
    await cloud.delete(types.natGateway, nat);
    await cloud.delete(types.address, allocationId);
    await cloud.delete(types.internetGateway, gateway);
    await cloud.delete(types.subnet, subnetId);
  });
});

describe("routes", () => {
  test("have the id that the provider makes of their table and their destination", async () => {
    const { nat, table } = await network();
    const route = { routeTableId: table, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat };
    const { id } = await cloud.create(types.route, route);

    expect(id).toBe(`r-${table}1080289494`);
    await expect(cloud.create(types.route, route)).rejects.toThrow("RouteAlreadyExists: ");
  });

  test("have one destination and one target, which is there", async () => {
    const { gateway, nat, table } = await network();
    const route = { routeTableId: table, destinationCidrBlock: "0.0.0.0/0" };

    expect(
      await cloud.faults(types.route, { routeTableId: table, gatewayId: gateway, natGatewayId: nat }),
    ).toEqual([
      ": exactly one of destinationCidrBlock, destinationIpv6CidrBlock, destinationPrefixListId must be given, got 0",
      ": exactly one of egressOnlyGatewayId, gatewayId, natGatewayId, networkInterfaceId, transitGatewayId, " +
        "vpcEndpointId, vpcPeeringConnectionId must be given, got 2",
    ]);
    await cloud.delete(types.natGateway, nat);
    await expect(cloud.create(types.route, { ...route, natGatewayId: nat })).rejects.toThrow(
      `InvalidNatGatewayID.NotFound: The natGateway ID '${nat}' does not exist`,
    );
    await expect(cloud.create(types.route, { ...route, gatewayId: "igw-00001000000000000" })).rejects.toThrow(
      "InvalidGatewayID.NotFound: ",
    );
    await expect(
      cloud.create(types.route, { ...route, routeTableId: "rtb-00001000000000000", gatewayId: gateway }),
    ).rejects.toThrow("InvalidRouteTableID.NotFound: ");
  });

  test("a subnet has one table of its own", async () => {
    const { subnetId, table } = await network();
    const association = { subnetId, routeTableId: table };
    await cloud.create(types.association, association);
    await expect(cloud.create(types.association, association)).rejects.toThrow(
      "Resource.AlreadyAssociated: ",
    );
    expect(await cloud.replaces(types.association, association, { subnetId, routeTableId: "rtb-1" })).toEqual(
      [],
    );
  });
});

test("the zones of the region are told", async () => {
  const token = "aws:index/getAvailabilityZones:getAvailabilityZones";
  const zones = await cloud.invoke(token, { state: "available", excludeNames: ["eu-central-1b"] });

  expect(zones).toMatchObject({
    names: ["eu-central-1a", "eu-central-1c"],
    zoneIds: ["euc1-az1", "euc1-az3"],
  });
  expect(textAt(zones, "state")).toBe("available");
});
