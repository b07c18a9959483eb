import { awsAccount, cache, database, types } from "./aws-account";
import type { SimulatedCloud } from "./simulated-cloud";

let cloud: SimulatedCloud;
let subnetIds: readonly string[];

beforeEach(async () => {
  ({ cloud, subnetIds } = await awsAccount());
});

afterEach(() => cloud.remove());

describe("groups of subnets and parameters", () => {
  test("a database's subnets lie in two zones", async () => {
    const one = { name: "narrow", subnetIds: subnetIds.slice(0, 1) };
    await expect(cloud.create(types.rdsSubnets, one)).rejects.toThrow(
      "Current AZ coverage: 1. Add subnets to cover at least 2 AZs.",
    );
    await cloud.create(types.cacheSubnets, one);
  });

  test("subnets of a real account are taken to exist, those that the simulation would know are not", async () => {
    await cloud.create(types.rdsSubnets, { name: "real", subnetIds: ["subnet-0a1b2c3d", "subnet-4e5f6a7b"] });
    const missing = { name: "missing", subnetIds: ["subnet-00000ffffffffffff", "subnet-4e5f6a7b"] };
    await expect(cloud.create(types.rdsSubnets, missing)).rejects.toThrow(
      "InvalidSubnet: The subnet ID 'subnet-00000ffffffffffff' does not exist",
    );
  });

  test("a parameter group needs a known family", async () => {
    await expect(cloud.create(types.rdsParameters, { name: "x", family: "postgres42" })).rejects.toThrow(
      "InvalidParameterValue: ParameterGroupFamily postgres42 is not a valid parameter group family",
    );
  });

  test("a parameter that needs a restart cannot be applied at once", async () => {
    const parameter = { name: "max_connections", value: "200" };
    const inputs = { name: "x", family: "postgres17", parameters: [parameter] };
    await expect(cloud.create(types.rdsParameters, inputs)).rejects.toThrow(
      "InvalidParameterCombination: cannot use immediate apply method for static parameter",
    );
    await cloud.create(types.rdsParameters, {
      ...inputs,
      parameters: [{ ...parameter, applyMethod: "pending-reboot" }],
    });
  });

  test("an eviction policy is one that exists", async () => {
    const parameters = [{ name: "maxmemory-policy", value: "never" }];
    await expect(
      cloud.create(types.cacheParameters, { name: "x", family: "valkey8", parameters }),
    ).rejects.toThrow(
      "InvalidParameterValue: The parameter value for maxmemory-policy must be one of volatile-lru, allkeys-lru",
    );
  });

  test("a fault inside a list is named with its place", async () => {
    const parameters = [
      { name: "rds.force_ssl", value: "1" },
      { name: "Upper", value: "1" },
    ];
    expect(await cloud.faults(types.rdsParameters, { family: "postgres17", parameters })).toEqual([
      "parameters[1].name: expected the name of a parameter",
    ]);
  });

  test.each([types.rdsSubnets, types.rdsParameters])(
    "%s is not deleted while a database uses it",
    async (type) => {
      await cloud.create(types.instance, database);
      await expect(cloud.delete(type, "openops")).rejects.toThrow(
        /InvalidDB(SubnetGroupStateFault|ParameterGroupState)/,
      );
    },
  );

  test.each([types.cacheSubnets, types.cacheParameters])(
    "%s is not deleted while a cache uses it",
    async (type) => {
      await cloud.create(types.replicationGroup, cache);
      await expect(cloud.delete(type, "openops")).rejects.toThrow(
        /CacheSubnetGroupInUse|InvalidCacheParameterGroupState/,
      );
    },
  );

  test.each([
    [types.rdsParameters, ["description", "name", "family"]],
    [types.rdsSubnets, ["name"]],
    [types.cacheParameters, ["description", "name", "family"]],
    [types.cacheSubnets, ["name"]],
  ])("%s is made anew when one of %s changes", async (type, names) => {
    const old = { name: "a", family: "a", description: "a", subnetIds: ["a"], parameters: [] };
    const now = { name: "b", family: "b", description: "b", subnetIds: ["b"], parameters: [] };
    expect(await cloud.replaces(type, old, now)).toEqual(names);
  });
});
