import type { Cloud } from "../source";
import {
  awsAccount,
  awsCache,
  awsDatabase,
  eksCluster,
  type AwsAccount,
  awsIdentity,
  type AwsIdentity,
} from "./config";
import { awsIdentityProfile, awsCacheProfile, awsDatabaseProfile } from "./profile";

/** Amazon Web Services: EKS, RDS, ElastiCache, roles of IAM. */
export const aws = {
  sdk: { name: "@pulumi/aws", version: "7.48.0" },
  account: awsAccount.describe("The AWS account."),
  cluster: eksCluster,
  database: { schema: awsDatabase, profile: awsDatabaseProfile },
  cache: { schema: awsCache, profile: awsCacheProfile },
  identity: {
    schema: awsIdentity,
    profile: awsIdentityProfile,
    isExisting: ({ role }: AwsIdentity) => role.kind === "existing",
    clusterKey: "oidcProviderArn",
    bucket: "s3",
  },
  place: ({ region }: AwsAccount) => ({ region }),
  missingKeys: ({ network }: AwsAccount) => {
    const lists = { subnetIds: network.subnetIds, clientSecurityGroupIds: network.clientSecurityGroupIds };
    return Object.entries(lists).flatMap(([name, value]) =>
      value === undefined
        ? [{ key: `network.${name}`, expected: "a list of ids", isList: true, saidByCluster: true }]
        : [],
    );
  },
  serviceNames: { "aws:rds": "RDS", "aws:elasticache": "ElastiCache", "aws:ec2": "EC2", "aws:vpc": "EC2" },
  storeModules: ["aws:rds", "aws:elasticache", "aws:memorydb"],
  open: () => import("./open"),
} as const satisfies Cloud;
