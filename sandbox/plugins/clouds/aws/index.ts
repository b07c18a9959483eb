import type { Cloud, ResourceKind } from "../cloud";
import { textAt } from "../reading";
import { addon } from "./eks/addon";
import { ec2Kinds } from "./network/ec2";
import { addonType, clusterType, eksCluster, nodeGroupType } from "./eks/eks-cluster";
import { gatewayKinds } from "./network/gateways";
import { iamKinds } from "./iam";
import { launchTemplate, launchTemplateType } from "./network/launch-template";
import { awsLookUps } from "./look-ups";
import { nodeGroup } from "./eks/node-group";
import {
  cacheParameterGroup,
  instanceType,
  rdsParameterGroup,
  replicationGroupType,
} from "./stores/parameters";
import { rdsInstance } from "./stores/rds-instance";
import { replicationGroup } from "./stores/replication-group";
import { routeKinds } from "./network/routes";
import { cacheSubnetGroup, rdsSubnetGroup } from "./stores/subnet-groups";
import { vpcKinds } from "./network/vpc";

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
