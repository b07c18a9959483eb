import { aws } from "../../../../sandbox/plugins/clouds/aws";
import { textsAt } from "../../../../sandbox/plugins/clouds/reading";
import { SimulatedCloud } from "./simulated-cloud";

export const types = {
  instance: "aws:rds/instance:Instance",
  rdsSubnets: "aws:rds/subnetGroup:SubnetGroup",
  rdsParameters: "aws:rds/parameterGroup:ParameterGroup",
  replicationGroup: "aws:elasticache/replicationGroup:ReplicationGroup",
  cacheSubnets: "aws:elasticache/subnetGroup:SubnetGroup",
  cacheParameters: "aws:elasticache/parameterGroup:ParameterGroup",
  securityGroup: "aws:ec2/securityGroup:SecurityGroup",
  ingressRule: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
} as const;

/** A database that nothing is wrong with. */
export const database = {
  identifier: "openops",
  engine: "postgres",
  engineVersion: "17",
  instanceClass: "db.t4g.medium",
  allocatedStorage: 50,
  maxAllocatedStorage: 200,
  storageType: "gp3",
  username: "postgres",
  password: "correcthorsebatterystaple",
  port: 5432,
  dbSubnetGroupName: "openops",
  parameterGroupName: "openops",
  backupRetentionPeriod: 14,
  backupWindow: "02:00-03:00",
  maintenanceWindow: "sun:03:30-sun:04:30",
  finalSnapshotIdentifier: "openops-last",
};

/** A cache that nothing is wrong with. */
export const cache = {
  replicationGroupId: "openops",
  description: "OpenOps",
  engine: "valkey",
  engineVersion: "8.0",
  nodeType: "cache.t4g.small",
  numCacheClusters: 2,
  automaticFailoverEnabled: true,
  multiAzEnabled: true,
  port: 6379,
  parameterGroupName: "openops",
  subnetGroupName: "openops",
  transitEncryptionEnabled: true,
  authToken: "correcthorsebatterystaple",
  snapshotWindow: "02:00-03:00",
};

/** A simulated account with what a database and a cache need. */
export async function awsAccount() {
  const cloud = new SimulatedCloud(aws, {
    region: "eu-central-1",
    defaultTags: { tags: { team: "finops" } },
  });
  await cloud.configure();
  const subnetIds = textsAt(await cloud.invoke("aws:ec2/getSubnets:getSubnets", {}), "ids");
  await cloud.create(types.rdsSubnets, { name: "openops", subnetIds });
  await cloud.create(types.rdsParameters, { name: "openops", family: "postgres17" });
  await cloud.create(types.cacheSubnets, { name: "openops", subnetIds });
  await cloud.create(types.cacheParameters, { name: "openops", family: "valkey8" });
  return { cloud, subnetIds };
}
