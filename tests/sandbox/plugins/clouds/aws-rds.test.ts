import { type PropertyMap, isSecret } from "../../../../sandbox/plugins/protocol/property-value";
import { awsAccount, database, types } from "./aws-account";
import { type Changed, type SimulatedCloud, changed } from "./simulated-cloud";

let cloud: SimulatedCloud;

beforeEach(async () => {
  ({ cloud } = await awsAccount());
});

afterEach(() => cloud.remove());

describe("an RDS instance", () => {
  test("has an endpoint in its region, its id and the provider's tags", async () => {
    const made = await cloud.made(types.instance, { ...database, tags: { app: "openops" } });
    expect(made.address).toMatch(/^openops\.c[0-9a-f]{11}\.eu-central-1\.rds\.amazonaws\.com$/);
    expect(made).toMatchObject({
      endpoint: `${String(made.address)}:5432`,
      arn: "arn:aws:rds:eu-central-1:000000000042:db:openops",
      engineVersionActual: "17.6",
      status: "available",
      tagsAll: { team: "finops", app: "openops" },
    });
    expect(made.id).toMatch(/^db-[0-9A-F]{26}$/);
  });

  test("keeps its password secret", async () => {
    const { outputs } = await cloud.create(types.instance, database);
    expect(isSecret(outputs.password)).toBe(true);
  });

  const refusals: readonly (readonly [string, Changed, string])[] = [
    ["another engine", { engine: "mysql" }, "InvalidParameterValue: Invalid DB engine: mysql"],
    [
      "an unknown version",
      { engineVersion: "42" },
      "InvalidParameterCombination: Cannot find version 42 for postgres",
    ],
    [
      "an unknown class",
      { instanceClass: "large" },
      "InvalidParameterValue: Invalid DB Instance class: large",
    ],
    [
      "a reserved user",
      { username: "admin" },
      "MasterUsername admin cannot be used as it is a reserved word used by the engine",
    ],
    [
      "no user",
      { username: undefined },
      "InvalidParameterValue: The parameter MasterUsername is not a valid identifier",
    ],
    ["no password", { password: undefined }, "InvalidParameterValue: Invalid master password"],
    [
      "a short password",
      { password: "short" },
      "not a valid password because it is shorter than 8 characters.",
    ],
    [
      "a long password",
      { password: "x".repeat(129) },
      "not a valid password because it is longer than 128 characters.",
    ],
    [
      "a password with a slash",
      { password: "with/slash" },
      `Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`,
    ],
    [
      "too little storage",
      { allocatedStorage: 10 },
      "Invalid storage size for engine name postgres and storage type gp3: 10",
    ],
    [
      "no storage",
      { allocatedStorage: undefined },
      "InvalidParameterValue: Invalid storage size: none given",
    ],
    [
      "little room to grow",
      { maxAllocatedStorage: 54 },
      "Max storage size must be at least 10% greater than the storage size",
    ],
    [
      "long backups",
      { backupRetentionPeriod: 36 },
      "Invalid backup retention period: 36. It must be between 0 and 35.",
    ],
    [
      "windows that overlap",
      { backupWindow: "03:00-04:00" },
      "The backup window and maintenance window must not overlap.",
    ],
    [
      "insights that are off",
      { performanceInsightsRetentionPeriod: 7 },
      "A retention period needs Performance Insights to be enabled",
    ],
    [
      "odd insights",
      { performanceInsightsEnabled: true, performanceInsightsRetentionPeriod: 30 },
      "Invalid Performance Insights retention period: 30",
    ],
    [
      "an unknown CA",
      { caCertIdentifier: "rds-ca-2019" },
      "CertificateNotFound: The certificate rds-ca-2019 does not exist",
    ],
    [
      "an unknown log",
      { enabledCloudwatchLogsExports: ["audit"] },
      "You cannot use the log types 'audit' with engine version postgres",
    ],
    [
      "a missing subnet group",
      { dbSubnetGroupName: "none" },
      "DBSubnetGroupNotFoundFault: DB subnet group 'none' does not exist.",
    ],
    [
      "a missing parameter group",
      { parameterGroupName: "none" },
      "DBParameterGroupNotFound: DBParameterGroup not found: none",
    ],
    [
      "another family",
      { engineVersion: "16" },
      "Please use a Parameter Group with DBParameterGroupFamily postgres16",
    ],
    [
      "a missing security group",
      { vpcSecurityGroupIds: ["sg-00001aaaaaaaaaaaa"] },
      "Invalid security group , groupId= sg-00001aaaaaaaaaaaa, groupName=.",
    ],
    [
      "a database's name with a snapshot",
      { snapshotIdentifier: "old", dbName: "openops" },
      "DBName must be null when Restoring for this Engine.",
    ],
  ];

  test.each(refusals)("is refused with %s", async (_, changes, message) => {
    const creation = cloud.create(types.instance, changed(database, changes));
    await expect(creation).rejects.toThrow(`creating RDS DB Instance (openops): `);
    await expect(creation).rejects.toThrow(message);
  });

  const identifierFault =
    "identifier: expected 1 to 63 lower-case letters, digits and hyphens: a letter first, no hyphen last, no two hyphens together";

  test.each(["Openops", "1openops", "open--ops", "openops-", "o".repeat(64)])(
    "cannot be called %s",
    async (name) => {
      expect(await cloud.faults(types.instance, { ...database, identifier: name })).toEqual([
        identifierFault,
      ]);
    },
  );

  test("cannot be restored from two things", async () => {
    const restoreToPointInTime = { restoreTime: "2026-01-01T00:00:00Z", useLatestRestorableTime: true };
    const inputs = { ...database, snapshotIdentifier: "old", restoreToPointInTime };
    expect(await cloud.faults(types.instance, inputs)).toEqual([
      "restoreToPointInTime.restoreTime: conflicts with useLatestRestorableTime",
      "snapshotIdentifier: conflicts with restoreToPointInTime",
    ]);
  });

  test("needs no user, password or size when it is restored", async () => {
    const inputs = changed(database, {
      username: undefined,
      password: undefined,
      allocatedStorage: undefined,
      maxAllocatedStorage: undefined,
      snapshotIdentifier: "old",
    });
    expect((await cloud.made(types.instance, inputs)).status).toBe("available");
  });

  test.each(["dbName", "engine", "identifier", "kmsKeyId", "snapshotIdentifier", "username"])(
    "is made anew when %s changes",
    async (name) => {
      expect(await cloud.replaces(types.instance, database, { ...database, [name]: "other" })).toEqual([
        name,
      ]);
    },
  );

  test.each(["engineVersion", "instanceClass", "password", "parameterGroupName", "multiAz"])(
    "is changed in place when %s changes",
    async (name) => {
      expect(await cloud.diff(types.instance, database, { ...database, [name]: "other" })).toMatchObject({
        changed: true,
        replaces: [],
      });
    },
  );

  test("is changed, and refuses what cannot be changed", async () => {
    const { id } = await cloud.create(types.instance, database);
    const change = (changes: PropertyMap) =>
      cloud.update(types.instance, id, { old: database, now: { ...database, ...changes } });
    expect(await change({ multiAz: true })).toMatchObject({ multiAz: true });
    await expect(change({ allocatedStorage: 30 })).rejects.toThrow(
      "updating RDS DB Instance (openops): InvalidParameterCombination: Requested size 30 is less than the current size 50",
    );
    await expect(change({ engineVersion: "18" })).rejects.toThrow(
      "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.",
    );
    await expect(change({ engineVersion: "16" })).rejects.toThrow("Cannot upgrade postgres from 17 to 16");
  });

  test("is not deleted while it is protected", async () => {
    const inputs = { ...database, deletionProtection: true };
    const { id } = await cloud.create(types.instance, inputs);
    await expect(cloud.delete(types.instance, id, inputs)).rejects.toThrow(
      "deleting RDS DB Instance (openops): InvalidParameterCombination: Cannot delete protected DB Instance, " +
        "please disable deletion protection and try again.",
    );
    await cloud.update(types.instance, id, { old: inputs, now: database });
    await cloud.delete(types.instance, id, database);
  });

  test("is not deleted without a name for its last snapshot", async () => {
    const { id } = await cloud.create(types.instance, database);
    await expect(cloud.delete(types.instance, id, {})).rejects.toThrow(
      "finalSnapshotIdentifier is required when skipFinalSnapshot is false",
    );
  });

  test("leaves its last snapshot, whose name cannot be used again", async () => {
    const first = await cloud.create(types.instance, database);
    await cloud.delete(types.instance, first.id, database);
    const second = await cloud.create(types.instance, database);
    await expect(cloud.delete(types.instance, second.id, database)).rejects.toThrow(
      "DBSnapshotAlreadyExists: Cannot create the snapshot because a snapshot with the identifier openops-last already exists.",
    );
  });
});
