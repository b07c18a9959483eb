import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { addonsOf } from "./addons";
import { kubeconfigOf } from "./kubeconfig";
import type { Network } from "./network";
import { createRole } from "./roles";

/** What has to be said of the cluster. */
export interface ClusterArgs {
  readonly name: string;
  readonly region: string;
  readonly network: Network;
  /** Address ranges from which people and pipelines reach its API server. */
  readonly administratorRanges: string[];
  readonly isProtected: boolean;
}

/** An EKS cluster, and what is put on it. */
export interface Cluster {
  readonly name: pulumi.Output<string>;
  readonly provider: kubernetes.Provider;
  /** Of its nodes. */
  readonly securityGroupId: pulumi.Output<string>;
  /** The name of a class of encrypted volumes. */
  readonly storageClass: string;
  /** What pods need to run. */
  readonly ready: readonly pulumi.Resource[];
}

/** Makes an EKS cluster with nodes in private subnets, network policies that count, and encrypted volumes. */
export function createCluster(args: ClusterArgs, options: pulumi.CustomResourceOptions): Cluster {
  const { name, network } = args;
  const eks = controlPlane(args, options);
  const addon = addonsOf(eks, options);
  // Nodes are ready once they have a network, so what gives them one comes first.
  const beforeNodes = [
    addon("kube-proxy"),
    addon("eks-pod-identity-agent"),
    addon("vpc-cni", {
      serviceAccount: "aws-node",
      policy: "AmazonEKS_CNI_Policy",
      settings: { enableNetworkPolicy: "true" },
    }),
  ];
  const nodes = nodeGroup(eks, args, { ...options, dependsOn: [...network.waysOut, ...beforeNodes] });
  const afterNodes = [
    addon("coredns", {}, [nodes]),
    addon(
      "aws-ebs-csi-driver",
      { serviceAccount: "ebs-csi-controller-sa", policy: "service-role/AmazonEBSCSIDriverPolicy" },
      [nodes],
    ),
  ];
  const provider = new kubernetes.Provider(name, {
    kubeconfig: kubeconfigOf(eks, args.region),
    // Another address or way to sign in is the same cluster.
    clusterIdentifier: eks.arn,
  });
  const storageClass = "gp3-encrypted";
  const volumes = new kubernetes.storage.v1.StorageClass(
    storageClass,
    {
      metadata: { name: storageClass },
      provisioner: "ebs.csi.aws.com",
      parameters: { type: "gp3", encrypted: "true" },
      allowVolumeExpansion: true,
      volumeBindingMode: "WaitForFirstConsumer",
    },
    { provider },
  );
  return {
    name: eks.name,
    provider,
    securityGroupId: eks.vpcConfig.clusterSecurityGroupId,
    storageClass,
    ready: [...network.waysOut, nodes, ...afterNodes, volumes],
  };
}

function controlPlane(
  { name, network, administratorRanges, isProtected }: ClusterArgs,
  options: pulumi.CustomResourceOptions,
): aws.eks.Cluster {
  const role = createRole(
    "cluster",
    { trust: { service: "eks" }, policies: ["AmazonEKSClusterPolicy"] },
    options,
  );
  return new aws.eks.Cluster(
    name,
    {
      // Without a `version` it has the newest release that EKS offers when it is made, and keeps that.
      name,
      roleArn: role.arn,
      // Whoever runs this program administers the cluster; others get access entries.
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
      bootstrapSelfManagedAddons: false,
      vpcConfig: {
        subnetIds: [...network.privateSubnetIds],
        endpointPrivateAccess: true,
        publicAccessCidrs: administratorRanges,
      },
      enabledClusterLogTypes: ["api", "audit", "authenticator"],
      deletionProtection: isProtected,
    },
    { ...options, protect: isProtected, dependsOn: [...role.grants] },
  );
}

/** Nodes with encrypted disks, whose pods cannot take on the nodes' own role. */
function nodeGroup(
  eks: aws.eks.Cluster,
  { network }: ClusterArgs,
  options: pulumi.CustomResourceOptions & { readonly dependsOn: pulumi.Resource[] },
): aws.eks.NodeGroup {
  const { dependsOn, ...own } = options;
  const policies = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"];
  const role = createRole("nodes", { trust: { service: "ec2" }, policies }, own);
  const template = new aws.ec2.LaunchTemplate(
    "nodes",
    {
      updateDefaultVersion: true,
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        { deviceName: "/dev/xvda", ebs: { volumeType: "gp3", volumeSize: 100, encrypted: "true" } },
      ],
    },
    own,
  );
  return new aws.eks.NodeGroup(
    "nodes",
    {
      clusterName: eks.name,
      nodeRoleArn: role.arn,
      subnetIds: [...network.privateSubnetIds],
      amiType: "AL2023_x86_64_STANDARD",
      instanceTypes: ["m7i.2xlarge"],
      scalingConfig: { minSize: 3, desiredSize: 3, maxSize: 6 },
      updateConfig: { maxUnavailable: 1 },
      launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
    },
    { ...own, dependsOn: [...dependsOn, ...role.grants] },
  );
}
