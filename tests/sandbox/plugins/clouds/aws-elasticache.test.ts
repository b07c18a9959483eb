import { type PropertyMap, isSecret } from "../../../../sandbox/plugins/protocol/property-value";
import { awsAccount, cache, types } from "./aws-account";
import { type Changed, type SimulatedCloud, changed } from "./simulated-cloud";

let cloud: SimulatedCloud;

beforeEach(async () => {
  ({ cloud } = await awsAccount());
});

afterEach(() => cloud.remove());

describe("an ElastiCache replication group", () => {
  test("has endpoints in its region and hides its token", async () => {
    const { outputs } = await cloud.create(types.replicationGroup, cache);
    expect(outputs).toMatchObject({
      engineVersionActual: "8.0.0",
      memberClusters: ["openops-001", "openops-002"],
    });
    expect(outputs.primaryEndpointAddress).toMatch(
      /^master\.openops\.[0-9a-f]{6}\.euc1\.cache\.amazonaws\.com$/,
    );
    expect(isSecret(outputs.authToken)).toBe(true);
  });

  const faults: readonly (readonly [string, Changed, string])[] = [
    [
      "a short token",
      { authToken: "short" },
      'authToken: expected from 16 to 128 characters, without "@", quotation marks and "/"',
    ],
    [
      "a token with an at sign",
      { authToken: "correct@horse@battery" },
      'authToken: expected from 16 to 128 characters, without "@", quotation marks and "/"',
    ],
    [
      "zones without failover",
      { automaticFailoverEnabled: false },
      "automaticFailoverEnabled: must be true if multiAzEnabled is true",
    ],
    [
      "failover of one node",
      { numCacheClusters: 1 },
      "numCacheClusters: must be at least 2 if automaticFailoverEnabled is true",
    ],
    [
      "a strategy without a token",
      { authToken: undefined, authTokenUpdateStrategy: "SET" },
      "authTokenUpdateStrategy: authToken must also be given",
    ],
    [
      "snapshots for too long",
      { snapshotRetentionLimit: 36 },
      "snapshotRetentionLimit: expected a whole number from 0 to 35",
    ],
    ["no description", { description: undefined }, "description: missing: expected text that is not empty"],
  ];

  test.each(faults)("is refused at preview with %s", async (_, changes, fault) => {
    expect(await cloud.faults(types.replicationGroup, changed(cache, changes))).toEqual([fault]);
  });

  const refusals: readonly (readonly [string, Changed, string])[] = [
    [
      "an unknown version",
      { engineVersion: "9.9" },
      "InvalidParameterValue: Cannot find version 9.9 for valkey",
    ],
    ["an unknown node type", { nodeType: "small" }, "InvalidParameterValue: Invalid Cache Node Type: small"],
    [
      "a token without encryption",
      { transitEncryptionEnabled: false },
      "InvalidParameterCombination: AuthToken can be specified only if TransitEncryptionEnabled is true",
    ],
    [
      "failover of one node",
      { numCacheClusters: 1 },
      "Replication group with automatic failover needs at least 2 cache clusters",
    ],
    ["a short window", { snapshotWindow: "02:00-02:30" }, "The snapshot window must be at least 60 minutes"],
    [
      "windows that overlap",
      { maintenanceWindow: "mon:02:30-mon:03:30" },
      "The snapshot window and maintenance window must not overlap",
    ],
    [
      "a missing subnet group",
      { subnetGroupName: "none" },
      "CacheSubnetGroupNotFoundFault: CacheSubnetGroup not found: none",
    ],
    [
      "a missing parameter group",
      { parameterGroupName: "none" },
      "CacheParameterGroupNotFound: CacheParameterGroup none not found.",
    ],
    [
      "another family",
      { engine: "redis", engineVersion: "7.1" },
      "Expected a parameter group of family redis7 but found one of family valkey8",
    ],
    [
      "a missing security group",
      { securityGroupIds: ["none"] },
      "InvalidParameterValue: Some security groups are invalid: none",
    ],
  ];

  test.each(refusals)("is refused with %s", async (_, changes, message) => {
    await expect(cloud.create(types.replicationGroup, changed(cache, changes))).rejects.toThrow(message);
  });

  test.each([
    "replicationGroupId",
    "port",
    "subnetGroupName",
    "snapshotName",
    "kmsKeyId",
    "atRestEncryptionEnabled",
  ])("is made anew when %s changes", async (name) => {
    expect(await cloud.replaces(types.replicationGroup, cache, { ...cache, [name]: "other" })).toEqual([
      name,
    ]);
  });

  test("is made anew for an older version or the older engine, not for a newer one", async () => {
    const redis = { ...cache, engine: "redis", engineVersion: "7.1" };
    const replaces = (old: PropertyMap, now: PropertyMap) => cloud.replaces(types.replicationGroup, old, now);
    expect(await replaces(cache, { ...cache, engineVersion: "7.2" })).toEqual(["engineVersion"]);
    expect(await replaces(cache, redis)).toEqual(["engine"]);
    expect(await replaces(redis, cache)).toEqual([]);
    expect(await replaces(cache, { ...cache, engineVersion: "8.1" })).toEqual([]);
  });

  test("is made anew for encryption in transit only before 7.0.5", async () => {
    const replaces = (engineVersion: string) => {
      const old = { ...cache, engine: "redis", engineVersion, transitEncryptionEnabled: false };
      return cloud.replaces(types.replicationGroup, old, { ...old, transitEncryptionEnabled: true });
    };
    expect(await replaces("6.2")).toEqual(["transitEncryptionEnabled"]);
    expect(await replaces("7.1")).toEqual([]);
  });

  test("leaves its last snapshot, whose name cannot be used again", async () => {
    const state = { finalSnapshotIdentifier: "openops-last" };
    await cloud.create(types.replicationGroup, cache);
    await cloud.delete(types.replicationGroup, "openops", state);
    await cloud.create(types.replicationGroup, cache);
    await expect(cloud.delete(types.replicationGroup, "openops", state)).rejects.toThrow(
      "SnapshotAlreadyExistsFault: Snapshot with specified name already exists: openops-last",
    );
  });
});
