import { blocks, flag, oneOf, required, text, textLike, textMap } from "../../../protocol/input-rules";
import type { Refusal, ResourceKind } from "../../cloud";
import { mapsAt, textAt } from "../../reading";
import { tagsAll } from "../network/ec2";
import { clusterName, clusterOf, nodeGroupType, roleArn } from "./eks-cluster";
import { arnOf, hexOf, regionOf } from "../identifiers";
import { roleOf, trusts } from "../principals";

const known = [
  ...["aws-ebs-csi-driver", "aws-efs-csi-driver", "coredns", "eks-pod-identity-agent", "kube-proxy"],
  ...["metrics-server", "snapshot-controller", "vpc-cni"],
];
/** Those whose pods need a node to run on before the addon counts as made. */
const deployments = [
  "aws-ebs-csi-driver",
  "aws-efs-csi-driver",
  "coredns",
  "metrics-server",
  "snapshot-controller",
];

const addonRefusal: Refusal = ({ inputs, ...context }) => {
  const name = textAt(inputs, "addonName") ?? "";
  const cluster = clusterOf(context, inputs);
  if (!known.includes(name)) {
    return `InvalidParameterException: Addon ${name} specified is not supported`;
  }
  const untrusting = mapsAt(inputs, "podIdentityAssociations").some((association) => {
    const role = roleOf(context, textAt(association, "roleArn") ?? "");
    return role === undefined || (role !== "foreign" && !trusts(role, "pods.eks.amazonaws.com"));
  });
  if (untrusting) {
    return "InvalidParameterException: Trust policy of the role does not allow the service pods.eks.amazonaws.com";
  }
  const hasNodes = context.account
    .list(nodeGroupType)
    .some(({ inputs: theirs }) => theirs.clusterName === cluster?.key);
  return cluster !== undefined && deployments.includes(name) && !hasNodes
    ? "unexpected state 'DEGRADED', wanted target 'ACTIVE'. last error: InsufficientNumberOfReplicas: The add-on is " +
        "unhealthy because it doesn't have the desired number of replicas."
    : undefined;
};

/** Row of an addon that EKS keeps in a cluster. */
export const addon: ResourceKind = {
  title: "EKS Add-On",
  inputs: {
    addonName: required(text),
    addonVersion: textLike(/^v\d+\.\d+\.\d+(-[\w.-]+)?$/, 'a version such as "v1.20.0-eksbuild.1"'),
    clusterName: required(clusterName),
    configurationValues: text,
    podIdentityAssociations: blocks({ roleArn: required(roleArn), serviceAccount: required(text) }),
    preserve: flag,
    resolveConflictsOnCreate: oneOf(["NONE", "OVERWRITE"]),
    resolveConflictsOnUpdate: oneOf(["NONE", "OVERWRITE", "PRESERVE"]),
    serviceAccountRoleArn: roleArn,
    tags: textMap,
  },
  decides: [
    ...["addonVersion", "arn", "configurationValues", "createdAt", "modifiedAt", "namespaceConfig", "region"],
    "tagsAll",
  ],
  replaces: ["addonName", "clusterName"],
  minutes: { create: 1, update: 1, delete: 0.5 },
  taken: "ResourceInUseException: Addon already exists.",
  refusal: addonRefusal,
  name: ({ inputs }) => {
    const id = `${textAt(inputs, "clusterName") ?? ""}:${textAt(inputs, "addonName") ?? ""}`;
    return { key: id, id };
  },
  decide: ({ inputs, named: { key }, ...context }) => ({
    addonVersion: "v1.0.0-eksbuild.1",
    arn: arnOf("eks", `addon/${key.replace(":", "/")}/${hexOf(key, 36)}`, context),
    configurationValues: "",
    createdAt: "2026-01-01T00:00:00Z",
    modifiedAt: "2026-01-01T00:00:00Z",
    namespaceConfig: { namespace: "kube-system" },
    region: regionOf(context),
    tagsAll: tagsAll(context, inputs),
  }),
};
