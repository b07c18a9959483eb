import { X509Certificate } from "node:crypto";
import { elastiCacheAuthorities, rdsAuthorities } from "../../providers/aws/authorities";
import { faultsOf } from "../support/configuration";
import { mockSecret, runProgram } from "../support/program";
import type { ProgramRun } from "../support/program";

const eks = { kind: "eks", name: "production" };
const account = { aws: { region: "eu-west-1" } };
const stores = { database: { kind: "aws" }, cache: { kind: "aws" } };

function run(values: Readonly<Record<string, unknown>>): Promise<ProgramRun> {
  const all = { preset: "dev", cluster: eks, clouds: account, ...stores, ...values };
  return runProgram(
    "dev",
    Object.fromEntries(
      Object.entries(all).map(([key, value]) => [
        `openops:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
    ),
  );
}

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

  test("needs no proxy beside any pod, since every client knows its authority", async () => {
    const found = await run({ execution: "worker" });

    expect(JSON.stringify(found.resources.map(({ inputs }) => inputs))).not.toContain("cache-proxy");
  });
});

describe("an EKS cluster", () => {
  test("is accessed by the AWS CLI, without a credential in the configuration", async () => {
    const { inputs } = (await run({})).find("pulumi:providers:kubernetes", "cluster");
    const kubeconfig: unknown = JSON.parse(String(inputs.kubeconfig));

    expect(kubeconfig).toMatchObject({
      clusters: [
        {
          cluster: {
            server: "https://ABC.gr7.eu-west-1.eks.amazonaws.com",
            "certificate-authority-data": "Q0E=",
          },
        },
      ],
      users: [
        {
          user: {
            exec: {
              command: "aws",
              args: ["--region", "eu-west-1", "eks", "get-token", "--cluster-name", "production"],
            },
          },
        },
      ],
    });
  });

  test("that is not there is named, with AWS' own words, before anything is declared", async () => {
    await expect(run({ cluster: { kind: "eks", name: "absent" } })).rejects.toThrow(
      "openops:cluster.name: expected an EKS cluster in eu-west-1, got absent: couldn't find resource: ResourceNotFoundException: No cluster found for name: absent. (pulumi config set --path 'openops:cluster.name' VALUE)",
    );
  });
});

describe("a network", () => {
  const network = { subnetIds: ["subnet-0a", "subnet-0b"], clientSecurityGroupIds: ["sg-0aa"] };

  test("that is given is not looked up", async () => {
    const addresses = ["10.9.0.0/24"];
    const given = { ...network, vpcId: "vpc-0999", addresses };
    const found = await run({
      cluster: { kind: "kubeconfig" },
      clouds: { aws: { region: "eu-west-1", network: given } },
    });

    expect(found.find("aws:ec2/securityGroup:SecurityGroup", "openops-dev-postgres").inputs).toMatchObject({
      vpcId: "vpc-0999",
    });
  });

  test("in one zone is refused", async () => {
    const oneZone = { ...network, subnetIds: ["subnet-0a", "subnet-0c"] };

    await expect(run({ clouds: { aws: { region: "eu-west-1", network: oneZone } } })).rejects.toThrow(
      "openops:clouds.aws.network.subnetIds: expected private subnets in at least two availability zones, got 2 in 1: RDS and ElastiCache fail over to another zone",
    );
  });

  test("has to be given where no EKS cluster tells it", () => {
    expect(faultsOf({ preset: "dev", clouds: account, database: { kind: "aws" } })).toEqual([
      "openops:clouds.aws.network.subnetIds: expected a list of ids, got nothing: only the name of an EKS cluster tells it otherwise (pulumi config set --path 'openops:clouds.aws.network.subnetIds' VALUE)",
      "openops:clouds.aws.network.clientSecurityGroupIds: expected a list of ids, got nothing: only the name of an EKS cluster tells it otherwise (pulumi config set --path 'openops:clouds.aws.network.clientSecurityGroupIds' VALUE)",
    ]);
  });
});

test("an account that is used has to be configured", () => {
  expect(faultsOf({ preset: "dev", cache: { kind: "aws" } })).toEqual([
    "openops:clouds.aws: expected the account that cache.kind is in, got nothing (write clouds.aws into the stack's file; docs/configuration.md has its keys)",
  ]);
});

test("a password that ElastiCache refuses is refused before, without being shown", () => {
  const values = {
    preset: "dev",
    cluster: eks,
    clouds: account,
    ...stores,
    redisPassword: "only-15-chars-x",
  };

  expect(faultsOf(values)).toEqual([
    "openops:redisPassword: expected at least 16 characters, as ElastiCache asks for (pulumi config set --secret openops:redisPassword, or remove the key to have a value generated)",
  ]);
});

test("a namespace that makes no identifier is refused with what to do instead", async () => {
  await expect(run({ namespace: "openops--blue" })).rejects.toThrow(
    /openops:(database|cache).identifier: expected one of your own, of at most (63|40) lower-case letters, digits and single hyphens, because the namespace makes none, got openops--blue-(postgres|redis)/,
  );
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
