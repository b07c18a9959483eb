import { X509Certificate } from "node:crypto";

import { mapsAt, textAt } from "../../../../sandbox/plugins/clouds/reading";
import { type PropertyMap, isSecret, revealMap } from "../../../../sandbox/plugins/protocol/property-value";
import { connect, database, gcpProject, ipConfiguration, settings, types, withSettings } from "./gcp-project";
import type { Changed, SimulatedCloud } from "./simulated-cloud";

let cloud: SimulatedCloud;

beforeEach(async () => {
  cloud = await gcpProject();
});

afterEach(() => cloud.remove());

describe("a Cloud SQL instance", () => {
  test("has a private address, a name in DNS and the authority's certificate, which is secret", async () => {
    await connect(cloud);
    const { id, outputs } = await cloud.create(types.database, database);
    expect(id).toBe("projects/shop-prod/instances/openops");
    expect(outputs).toMatchObject({
      connectionName: "shop-prod:europe-west3:openops",
      privateIpAddress: "10.1.0.3",
      publicIpAddress: "",
    });
    expect(outputs.dnsName).toMatch(/^openops\.[a-z0-9]+\.europe-west3\.sql\.goog\.$/);
    expect(isSecret(outputs.serverCaCerts)).toBe(true);
    const [authority = {}] = mapsAt(revealMap(outputs), "serverCaCerts");
    expect(new X509Certificate(textAt(authority, "cert") ?? "").ca).toBe(true);
    expect(await cloud.read(types.database, "openops", database)).toMatchObject({ id, outputs });
  });

  test("has no name in DNS with an authority of its own", async () => {
    await connect(cloud);
    const inputs = withSettings({
      ipConfiguration: { ...ipConfiguration, serverCaMode: "GOOGLE_MANAGED_INTERNAL_CA" },
    });
    expect((await cloud.create(types.database, inputs)).outputs.dnsName).toBe("");
  });

  test("is refused where its network is not connected with Google's services", async () => {
    await expect(cloud.create(types.database, database)).rejects.toThrow(
      "creating DatabaseInstance (openops): Error 400: Invalid request: Incorrect Service Networking config for " +
        "instance: shop-prod:openops:NETWORK_NOT_PEERED., invalid",
    );
  });

  test("takes a range of the real project as connected", async () => {
    const inputs = withSettings({ ipConfiguration: { ...ipConfiguration, allocatedIpRange: "theirs" } });
    expect((await cloud.create(types.database, inputs)).id).toBe("projects/shop-prod/instances/openops");
  });

  const backup = settings.backupConfiguration;
  const refusals: readonly (readonly [string, PropertyMap, string])[] = [
    ["a name in capitals", { ...database, name: "OpenOps" }, "instance name (OpenOps) is not valid"],
    [
      "a name that is too long",
      { ...database, name: "o".repeat(90) },
      "at most 98 characters with the project.",
    ],
    [
      "an unknown version",
      { ...database, databaseVersion: "POSTGRES_42" },
      `Error 400: Invalid value at 'body.database_version': "POSTGRES_42", badRequest`,
    ],
    [
      "an odd number of processors",
      withSettings({ tier: "db-custom-3-7680" }),
      "Invalid Tier (db-custom-3-7680) for (ENTERPRISE) Edition., invalid",
    ],
    [
      "another edition's tier",
      withSettings({ edition: "ENTERPRISE_PLUS" }),
      "Invalid Tier (db-custom-2-7680) for (ENTERPRISE_PLUS) Edition., invalid",
    ],
    [
      "the default edition's tier",
      withSettings({ edition: undefined }),
      "Invalid Tier (db-custom-2-7680) for (ENTERPRISE_PLUS) Edition., invalid",
    ],
    [
      "no address at all",
      withSettings({ ipConfiguration: { ipv4Enabled: false } }),
      "At least one of Public IP or Private IP or PSC connectivity must be enabled.",
    ],
    [
      "two zones without backups",
      withSettings({ backupConfiguration: undefined }),
      "Regional availability requires backups and point in time recovery.",
    ],
    [
      "recovery without backups",
      withSettings({ backupConfiguration: { ...backup, enabled: false } }),
      "Point in time recovery must be disabled when backup is disabled.",
    ],
    [
      "logs for too long",
      withSettings({ backupConfiguration: { ...backup, transactionLogRetentionDays: 8 } }),
      "transactionLogRetentionDays must be between 1 and 7.",
    ],
    ["a small disk", withSettings({ diskSize: 5 }), "The disk size 5 GB is below the minimum of 10 GB."],
  ];

  test.each(refusals)("is refused with %s", async (_, inputs, message) => {
    await connect(cloud);
    await expect(cloud.create(types.database, inputs)).rejects.toThrow(message);
  });

  test("names a fault in its settings with its place", async () => {
    const inputs = withSettings({ ipConfiguration: { ...ipConfiguration, sslMode: "ON" } });
    expect(await cloud.faults(types.database, inputs)).toEqual([
      "settings.ipConfiguration.sslMode: expected one of ALLOW_UNENCRYPTED_AND_ENCRYPTED, ENCRYPTED_ONLY, TRUSTED_CLIENT_CERTIFICATE_REQUIRED",
    ]);
  });

  test.each(["clone", "encryptionKeyName", "name", "region"])(
    "is made anew when %s changes",
    async (name) => {
      expect(await cloud.replaces(types.database, database, { ...database, [name]: "other" })).toEqual([
        name,
      ]);
    },
  );

  test("is made anew for a smaller or another disk, changed in place for anything else", async () => {
    const replaces = (changes: Changed) => cloud.replaces(types.database, database, withSettings(changes));
    expect(await replaces({ diskSize: 40 })).toEqual(["settings"]);
    expect(await replaces({ diskType: "PD_HDD" })).toEqual(["settings"]);
    expect(await replaces({ diskSize: 60, tier: "db-custom-4-15360" })).toEqual([]);
  });

  test("neither leaves its network nor goes back to an older version", async () => {
    await connect(cloud);
    const { id } = await cloud.create(types.database, database);
    const change = (now: PropertyMap) => cloud.update(types.database, id, { old: database, now });
    await expect(change(withSettings({ ipConfiguration: { ipv4Enabled: true } }))).rejects.toThrow(
      "Private network cannot be removed once it is set.",
    );
    await expect(change({ ...database, databaseVersion: "POSTGRES_16" })).rejects.toThrow(
      "Downgrading the database version is not supported.",
    );
  });

  test("is protected by the provider unless it says otherwise, and by the API if it says so", async () => {
    await connect(cloud);
    const inputs = withSettings({ deletionProtectionEnabled: true });
    const { id } = await cloud.create(types.database, inputs);
    await expect(cloud.delete(types.database, id, {})).rejects.toThrow(
      "Error, failed to delete instance because deletion_protection is set to true.",
    );
    await expect(cloud.delete(types.database, id, inputs)).rejects.toThrow(
      "Error 400: The instance is protected. Please disable the deletion protection and try again.",
    );
  });

  test("has its users, whose password is secret", async () => {
    await connect(cloud);
    const inputs = {
      name: "postgres",
      instance: "openops",
      password: "correcthorse",
      deletionPolicy: "ABANDON",
    };
    await expect(cloud.create(types.user, { ...inputs, instance: "none" })).rejects.toThrow(
      "Error 404: The Cloud SQL instance does not exist., instanceDoesNotExist",
    );
    await cloud.create(types.database, database);
    const { id, outputs } = await cloud.create(types.user, inputs);
    expect([id, isSecret(outputs.password)]).toEqual(["postgres//openops", true]);
    expect(await cloud.replaces(types.user, inputs, { ...inputs, password: "other", name: "b" })).toEqual([
      "name",
    ]);
  });
});
