import { X509Certificate } from "node:crypto";
import { elastiCacheAuthorities, rdsAuthorities } from "../../providers/aws/authorities";
import { runIn } from "../support/sources/looked-up-clusters";
import { mockSecret, type ProgramRun } from "../support/program";
import { releaseWithWorkers } from "../support/docs/releases";

const run = (values: Readonly<Record<string, unknown>>, secretKeys?: readonly string[]) =>
  runIn("aws", values, secretKeys);

const instance = (found: ProgramRun) => found.find("aws:rds/instance:Instance", "openops-dev-postgres");
const group = (found: ProgramRun) =>
  found.find("aws:elasticache/replicationGroup:ReplicationGroup", "openops-dev-redis");

describe("RDS", () => {
  test("is private, encrypted, in two zones, kept for a week, and refuses what is not encrypted", async () => {
    const found = await run({});

    expect(instance(found).inputs).toEqual({
      identifier: "openops-dev-postgres",
      engine: "postgres",
      engineVersion: "17",
      autoMinorVersionUpgrade: true,
      allowMajorVersionUpgrade: true,
      instanceClass: "db.t4g.large",
      username: "postgres",
      password: mockSecret("postgresPassword"),
      port: 5432,
      storageType: "gp3",
      allocatedStorage: 100,
      maxAllocatedStorage: 500,
      storageEncrypted: true,
      publiclyAccessible: false,
      dbSubnetGroupName: "openops-dev-postgres",
      vpcSecurityGroupIds: ["openops-dev-postgres-id"],
      parameterGroupName: "openops-dev-postgres-postgres17",
      multiAz: true,
      caCertIdentifier: "rds-ca-rsa2048-g1",
      backupRetentionPeriod: 7,
      backupWindow: "02:00-03:00",
      maintenanceWindow: "sun:04:00-sun:05:00",
      applyImmediately: false,
      copyTagsToSnapshot: true,
      deletionProtection: false,
      deleteAutomatedBackups: true,
      skipFinalSnapshot: true,
      performanceInsightsEnabled: true,
      performanceInsightsRetentionPeriod: 7,
      enabledCloudwatchLogsExports: ["postgresql", "upgrade"],
    });
    expect(instance(found).secretInputs).toEqual(["password"]);
    expect(
      found.find("aws:rds/parameterGroup:ParameterGroup", "openops-dev-postgres-postgres17").inputs,
    ).toMatchObject({ family: "postgres17", parameters: [{ name: "rds.force_ssl", value: "1" }] });
  });

  test("is reached from the security group of the cluster, on its port and on no other", async () => {
    const rules = (await run({})).resources.filter(({ type }) => type.endsWith("SecurityGroupIngressRule"));

    expect(
      rules.map(({ inputs }) => [inputs.referencedSecurityGroupId, inputs.fromPort, inputs.toPort]),
    ).toEqual([
      ["sg-0cluster", 5432, 5432],
      ["sg-0cluster", 6379, 6379],
    ]);
  });

  test("keeps its data where data is protected: no deletion, and a last snapshot before one", async () => {
    const { inputs, options } = instance(await run({ availability: { protectData: true } }));

    expect(inputs).toMatchObject({
      deletionProtection: true,
      deleteAutomatedBackups: false,
      skipFinalSnapshot: false,
      finalSnapshotIdentifier: `openops-dev-postgres-final-${mockSecret("openops-dev-postgres-final")}`,
    });
    expect([options.protect, options.deletedWith]).toEqual([true, undefined]);
  });

  test.each([
    [{ kind: "snapshot", snapshot: "before-the-move" }, { snapshotIdentifier: "before-the-move" }],
    [
      { kind: "point-in-time", source: "old-postgres", time: "2026-11-25T03:00:00Z" },
      {
        restoreToPointInTime: {
          sourceDbInstanceIdentifier: "old-postgres",
          restoreTime: "2026-11-25T03:00:00Z",
        },
      },
    ],
    [
      { kind: "point-in-time", source: "old-postgres" },
      {
        restoreToPointInTime: { sourceDbInstanceIdentifier: "old-postgres", useLatestRestorableTime: true },
      },
    ],
  ])("begins with what %j says, and is never replaced by another answer", async (restore, inputs) => {
    const made = instance(await run({ database: { kind: "aws", restore } }));

    expect(made.inputs).toMatchObject(inputs);
    expect(made.options.ignoreChanges).toEqual(["snapshotIdentifier", "restoreToPointInTime"]);
  });
});

describe("ElastiCache", () => {
  test("is one shard with a replica, encrypted, with a password, and evicts nothing", async () => {
    const found = await run({});

    expect(group(found).inputs).toEqual({
      replicationGroupId: "openops-dev-redis",
      description: "Redis of OpenOps",
      engine: "valkey",
      engineVersion: "8.0",
      autoMinorVersionUpgrade: true,
      nodeType: "cache.t4g.small",
      numCacheClusters: 2,
      automaticFailoverEnabled: true,
      multiAzEnabled: true,
      clusterMode: "disabled",
      port: 6379,
      subnetGroupName: "openops-dev-redis",
      securityGroupIds: ["openops-dev-redis-id"],
      parameterGroupName: "openops-dev-redis-valkey8",
      atRestEncryptionEnabled: true,
      transitEncryptionEnabled: true,
      transitEncryptionMode: "required",
      authToken: mockSecret("redisPassword"),
      authTokenUpdateStrategy: "SET",
      snapshotRetentionLimit: 7,
      snapshotWindow: "02:00-03:00",
      maintenanceWindow: "sun:04:00-sun:05:00",
      applyImmediately: false,
    });
    expect(group(found).secretInputs).toEqual(["authToken"]);
    expect(
      found.find("aws:elasticache/parameterGroup:ParameterGroup", "openops-dev-redis-valkey8").inputs,
    ).toMatchObject({ family: "valkey8", parameters: [{ name: "maxmemory-policy", value: "noeviction" }] });
  });

  test("takes the next password beside the first while clients move to it", async () => {
    const next = "the-next-password-of-redis";
    const found = await run({ redisPasswordNext: next }, ["openops:redisPasswordNext"]);

    expect(group(found).inputs).toMatchObject({ authToken: next, authTokenUpdateStrategy: "ROTATE" });
    expect(found.find("kubernetes:core/v1:Secret", "openops-app").inputs.stringData).toMatchObject({
      OPS_REDIS_URL: `rediss://:${next}@master.openops-dev-redis.c1.euw1.cache.amazonaws.com:6379/0`,
    });
  });

  test("needs no proxy beside any pod, since every client knows its authority", async () => {
    const found = await run(releaseWithWorkers);

    expect(JSON.stringify(found.resources.map(({ inputs }) => inputs))).not.toContain("cache-proxy");
  });
});

describe("authorities", () => {
  const subjects = (pem: string) =>
    (pem.match(/-----BEGIN[^]+?-----END CERTIFICATE-----/g) ?? []).map(
      (one) => /^CN=(.*)$/m.exec(new X509Certificate(one).subject)?.[1],
    );

  test("of RDS are the three of the region", () => {
    expect(subjects(rdsAuthorities("eu-west-1")).sort()).toEqual([
      "Amazon RDS eu-west-1 Root CA ECC384 G1",
      "Amazon RDS eu-west-1 Root CA RSA2048 G1",
      "Amazon RDS eu-west-1 Root CA RSA4096 G1",
    ]);
  });

  test("of ElastiCache are Amazon's public ones", () => {
    expect(subjects(elastiCacheAuthorities())).toEqual([
      "Amazon Root CA 1",
      "Amazon Root CA 2",
      "Amazon Root CA 3",
      "Amazon Root CA 4",
      "Starfield Services Root Certificate Authority - G2",
    ]);
  });

  test("of a region that is too new have to be given", () => {
    expect(() => rdsAuthorities("xx-new-9")).toThrow(
      "openops:database.authorities: expected the certificates of https://truststore.pki.rds.amazonaws.com/xx-new-9/xx-new-9-bundle.pem, got nothing",
    );
  });
});
