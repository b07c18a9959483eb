import {
  type PropertyMap,
  isSecret,
  reveal,
  revealMap,
} from "../../../../sandbox/plugins/protocol/property-value";
import { azureSubscription, cluster, database, group, server, types } from "./azure-subscription";
import { type Changed, type SimulatedCloud, changed } from "./simulated-cloud";

let cloud: SimulatedCloud;

beforeEach(async () => {
  cloud = await azureSubscription();
});

afterEach(() => cloud.remove());

describe("a flexible server", () => {
  test("has a name in DNS and hides its password", async () => {
    const { id, outputs } = await cloud.create(types.server, server);
    expect(id).toBe(`${group}/Microsoft.DBforPostgreSQL/flexibleServers/openops`);
    expect(outputs).toMatchObject({
      fullyQualifiedDomainName: "openops.postgres.database.azure.com",
      location: "westeurope",
      state: "Ready",
    });
    expect(isSecret(outputs.administratorLoginPassword)).toBe(true);
  });

  test("is not made twice", async () => {
    await cloud.create(types.server, server);
    await expect(cloud.create(types.server, server)).rejects.toThrow(
      "cannot create already existing resource",
    );
  });

  const invalid = (parameter: string) =>
    `InvalidParameterValue: Invalid value given for parameter ${parameter}. Specify a valid parameter value.`;
  const refusals: readonly (readonly [string, Changed, string])[] = [
    ["an unknown version", { version: "42" }, invalid("Version")],
    ["a reserved login", { administratorLogin: "admin" }, invalid("AdministratorLogin")],
    ["a login of Postgres", { administratorLogin: "pg_admin" }, invalid("AdministratorLogin")],
    ["no login", { administratorLogin: undefined }, invalid("AdministratorLogin")],
    ["a short password", { administratorLoginPassword: "Ab1" }, invalid("AdministratorLoginPassword")],
    [
      "a password of two kinds",
      { administratorLoginPassword: "onlyletters1" },
      invalid("AdministratorLoginPassword"),
    ],
    [
      "a password with the login",
      { administratorLoginPassword: "1Xopenops_admin" },
      invalid("AdministratorLoginPassword"),
    ],
    ["no password", { administratorLoginPassword: undefined }, invalid("AdministratorLoginPassword")],
    [
      "a sku of another tier",
      { sku: { name: "Standard_B2s", tier: "GeneralPurpose" } },
      "InvalidParameterValue: The sku 'Standard_B2s' is not a valid one of tier 'GeneralPurpose'.",
    ],
    [
      "two zones of the small tier",
      { sku: { name: "Standard_B2s", tier: "Burstable" } },
      "HANotSupportedForBurstableSkuWithFS: High availability is not supported for the Burstable tier.",
    ],
    [
      "an odd size",
      { storage: { storageSizeGB: 50 } },
      "InvalidParameterValue: storageSizeGB must be one of 32, 64, 128",
    ],
    ["a restore from nothing", { createMode: "PointInTimeRestore" }, invalid("SourceServerResourceId")],
    [
      "a missing subnet",
      {
        network: {
          ...server.network,
          delegatedSubnetResourceId: `${group}/Microsoft.Network/virtualNetworks/main/subnets/none`,
        },
      },
      "ResourceNotFound: The Resource 'none' under resource group 'shop' was not found.",
    ],
    [
      "a subnet of others",
      {
        network: {
          ...server.network,
          delegatedSubnetResourceId: `${group}/Microsoft.Network/virtualNetworks/main/subnets/endpoints`,
        },
      },
      "SubnetNotDelegated: The subnet endpoints is not delegated to Microsoft.DBforPostgreSQL/flexibleServers.",
    ],
    [
      "no zone",
      { network: changed(server.network, { privateDnsZoneArmResourceId: undefined }) },
      "PrivateDnsZoneRequired: A private DNS zone that ends with .postgres.database.azure.com is needed.",
    ],
    [
      "a public address in a network",
      { network: { ...server.network, publicNetworkAccess: "Enabled" } },
      "Public network access cannot be enabled for a server in a virtual network.",
    ],
  ];

  test.each(refusals)("is refused with %s", async (_, changes, message) => {
    await expect(cloud.create(types.server, changed(server, changes))).rejects.toThrow(message);
  });

  test("takes what lies in another resource group as existing", async () => {
    const theirs = "/subscriptions/x/resourceGroups/net/providers/Microsoft.Network";
    const network = {
      delegatedSubnetResourceId: `${theirs}/virtualNetworks/hub/subnets/postgres`,
      privateDnsZoneArmResourceId: `${theirs}/privateDnsZones/a.postgres.database.azure.com`,
    };
    expect((await cloud.made(types.server, { ...server, network })).state).toBe("Ready");
  });

  test("has backups for 7 to 35 days", async () => {
    expect(await cloud.faults(types.server, { ...server, backup: { backupRetentionDays: 36 } })).toEqual([
      "backup.backupRetentionDays: expected a whole number from 7 to 35",
    ]);
  });

  test.each(["administratorLogin", "location", "pointInTimeUTC", "resourceGroupName", "serverName"])(
    "is made anew when %s changes",
    async (name) => {
      expect(
        await cloud.replaces(
          types.server,
          { ...server, location: "a" },
          { ...server, location: "a", [name]: "b" },
        ),
      ).toEqual([name]);
    },
  );

  test("is made anew for another subnet or other backups across regions, changed in place otherwise", async () => {
    const replaces = (changes: PropertyMap) =>
      cloud.replaces(types.server, server, { ...server, ...changes });
    expect(await replaces({ backup: { ...server.backup, geoRedundantBackup: "Disabled" } })).toEqual([
      "backup",
    ]);
    expect(await replaces({ network: { ...server.network, delegatedSubnetResourceId: "other" } })).toEqual([
      "network",
    ]);
    expect(await replaces({ backup: { ...server.backup, backupRetentionDays: 30 }, version: "18" })).toEqual(
      [],
    );
  });

  test("neither shrinks nor goes back to an older version", async () => {
    const { id } = await cloud.create(types.server, server);
    const change = (changes: PropertyMap) =>
      cloud.update(types.server, id, { old: server, now: { ...server, ...changes } });
    await expect(change({ storage: { storageSizeGB: 32 } })).rejects.toThrow(
      "StorageSizeShrinkNotSupported: The storage cannot shrink from 64 to 32 GB.",
    );
    await expect(change({ version: "16" })).rejects.toThrow("A server cannot go back from version 17 to 16.");
  });

  test("is not deleted while it is locked", async () => {
    const { id } = await cloud.create(types.server, server);
    const lock = await cloud.create(types.lock, { scope: id, lockName: "data", level: "CanNotDelete" });
    await expect(cloud.delete(types.server, id)).rejects.toThrow(
      `ScopeLocked: The scope '${id}' cannot perform delete operation because following scope(s) are locked: '${id}'.`,
    );
    await cloud.delete(types.lock, lock.id);
    await cloud.delete(types.server, id);
    expect(await cloud.read(types.server, id)).toBeUndefined();
  });

  test("has parameters that exist already and are overwritten", async () => {
    const where = { resourceGroupName: "shop", serverName: "openops" };
    const inputs = { ...where, configurationName: "require_secure_transport", value: "on" };
    await expect(cloud.create(types.configuration, inputs)).rejects.toThrow(
      "ResourceNotFound: The Resource 'Microsoft.DBforPostgreSQL/flexibleServers/openops' was not found.",
    );
    await cloud.create(types.server, server);
    await cloud.create(types.configuration, inputs);
    expect(await cloud.made(types.configuration, { ...inputs, value: "off" })).toMatchObject({
      value: "off",
    });
    await expect(cloud.create(types.configuration, { ...inputs, value: "maybe" })).rejects.toThrow(
      invalid("require_secure_transport"),
    );
    expect(
      await cloud.replaces(types.configuration, inputs, { ...inputs, serverName: "b", value: "off" }),
    ).toEqual(["serverName"]);
  });
});

describe("Azure Managed Redis", () => {
  const listKeys = () =>
    cloud.invoke("azure-native:redisenterprise:listDatabaseKeys", {
      resourceGroupName: "shop",
      clusterName: "openops",
      databaseName: "default",
    });

  test("has a host and keys that are secret, the same each time and in no file", async () => {
    expect(await cloud.made(types.cluster, cluster)).toMatchObject({
      hostName: "openops.westeurope.redis.azure.net",
    });
    await cloud.create(types.database, database);
    const keys = await listKeys();
    expect([isSecret(keys.primaryKey), isSecret(keys.secondaryKey)]).toEqual([true, true]);
    const primary = String(reveal(keys.primaryKey ?? null));
    expect(Buffer.from(primary, "base64")).toHaveLength(32);
    expect(revealMap(await listKeys())).toEqual(revealMap(keys));
    expect(cloud.files()).not.toContain(primary);
  });

  test("tells no keys where they are off, or where there is no database", async () => {
    await expect(listKeys()).rejects.toThrow(
      "ResourceNotFound: The Resource 'Microsoft.Cache/redisEnterprise/openops",
    );
    await cloud.create(types.cluster, cluster);
    await cloud.create(types.database, changed(database, { accessKeysAuthentication: undefined }));
    await expect(listKeys()).rejects.toThrow("OperationNotAllowed: Access keys authentication is disabled.");
  });

  test("has skus of its own, without a capacity", async () => {
    const create = (sku: PropertyMap) => cloud.create(types.cluster, { ...cluster, sku });
    await expect(create({ name: "Enterprise_E10" })).rejects.toThrow(
      "InvalidRequestBody: The sku 'Enterprise_E10' is not one of Azure Managed Redis.",
    );
    await expect(create({ name: "Balanced_B5", capacity: 2 })).rejects.toThrow(
      "The sku 'Balanced_B5' takes no capacity.",
    );
  });

  const refusals: readonly (readonly [string, Changed, string])[] = [
    [
      "a missing cluster",
      { clusterName: "none" },
      "ParentResourceNotFound: The cluster 'none' was not found.",
    ],
    ["another name", { databaseName: "openops" }, "The only database of a cluster is called 'default'."],
    [
      "two ways to persist",
      { persistence: { aofEnabled: true, rdbEnabled: true } },
      "Persistence is by AOF or by RDB, not by both.",
    ],
  ];

  test.each(refusals)("its database is refused with %s", async (_, changes, message) => {
    await cloud.create(types.cluster, cluster);
    await expect(cloud.create(types.database, changed(database, changes))).rejects.toThrow(message);
  });

  test("has at most 25 GB without clustering", async () => {
    await cloud.create(types.cluster, { ...cluster, sku: { name: "Balanced_B50" } });
    await expect(cloud.create(types.database, database)).rejects.toThrow(
      "The clustering policy NoCluster needs a sku of at most 25 GB, got Balanced_B50.",
    );
    await cloud.create(types.database, { ...database, clusteringPolicy: "EnterpriseCluster" });
  });

  test("is made anew in another place, its database at another port or out of a clustering", async () => {
    expect(
      await cloud.replaces(types.cluster, { ...cluster, location: "a" }, { ...cluster, location: "b" }),
    ).toEqual(["location"]);
    expect(
      await cloud.replaces(types.cluster, cluster, { ...cluster, sku: { name: "Balanced_B10" } }),
    ).toEqual([]);
    const clustered = { ...database, clusteringPolicy: "OSSCluster" };
    expect(await cloud.replaces(types.database, database, { ...clustered, port: 10001 })).toEqual(["port"]);
    expect(await cloud.replaces(types.database, clustered, database)).toEqual(["clusteringPolicy"]);
  });
});
