import type { Cloud, ResourceKind } from "../cloud";
import { textAt } from "../reading";
import { addon } from "./addon";
import { ec2Kinds } from "./ec2";
import { addonType, clusterType, eksCluster, nodeGroupType } from "./eks-cluster";
import { gatewayKinds } from "./gateways";
import { iamKinds } from "./iam";
import { launchTemplate, launchTemplateType } from "./launch-template";
import { awsLookUps } from "./look-ups";
import { nodeGroup } from "./node-group";
import { cacheParameterGroup, instanceType, rdsParameterGroup, replicationGroupType } from "./parameters";
import { rdsInstance } from "./rds-instance";
import { replicationGroup } from "./replication-group";
import { routeKinds } from "./routes";
import { cacheSubnetGroup, rdsSubnetGroup } from "./subnet-groups";
import { vpcKinds } from "./vpc";

/** Amazon Web Services. */
export const aws: Cloud = {
  name: "aws",
  title: "AWS",
  version: "7.48.0+stand-in",
  configure: (config, { AWS_REGION: region, AWS_DEFAULT_REGION: otherwise }) => {
    const found = textAt(config, "region") ?? region ?? otherwise;
    return found === undefined ? config : { ...config, region: found };
  },
  configFaults: (config) =>
    /^[a-z]{2}(-[a-z]+)+-\d$/.test(textAt(config, "region") ?? "")
      ? []
      : [
          {
            property: "region",
            reason: 'expected the name of a region such as "eu-central-1" (aws:region, AWS_REGION)',
          },
        ],
  kinds: new Map<string, ResourceKind>([
    ...ec2Kinds,
    ...vpcKinds,
    ...gatewayKinds,
    ...routeKinds,
    [launchTemplateType, launchTemplate],
    ...iamKinds,
    [clusterType, eksCluster],
    [nodeGroupType, nodeGroup],
    [addonType, addon],
    ["aws:rds/subnetGroup:SubnetGroup", rdsSubnetGroup],
    ["aws:rds/parameterGroup:ParameterGroup", rdsParameterGroup],
    [instanceType, rdsInstance],
    ["aws:elasticache/subnetGroup:SubnetGroup", cacheSubnetGroup],
    ["aws:elasticache/parameterGroup:ParameterGroup", cacheParameterGroup],
    [replicationGroupType, replicationGroup],
  ]),
  lookUps: awsLookUps,
};
