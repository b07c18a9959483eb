import {
  type InputRules,
  atLeast,
  between,
  block,
  blocks,
  flag,
  oneOf,
  required,
  text,
  textLike,
  textMap,
  texts,
} from "../../../protocol/input-rules";
import type { PropertyMap } from "../../../protocol/property-value";
import type { CloudContext, Refusal, ResourceKind } from "../../cloud";
import { numberAt, textAt, textsAt } from "../../reading";
import { tagsAll } from "../network/ec2";
import { addonType, clusterName, clusterOf, newestVersion, roleArn, subnetRefusal } from "./eks-cluster";
import { arnOf, hexOf, isMadeId, regionOf } from "../identifiers";
import { launchTemplateType } from "../network/launch-template";
import { isGranted, roleOf, trusts } from "../principals";
import { hasWayOut } from "../network/routes";

const nodeInputs: InputRules = {
  amiType: text,
  capacityType: oneOf(["ON_DEMAND", "SPOT", "CAPACITY_BLOCK"]),
  clusterName: required(clusterName),
  diskSize: atLeast(1),
  forceUpdateVersion: flag,
  instanceTypes: texts,
  labels: textMap,
  launchTemplate: block({ id: text, name: text, version: required(text) }),
  nodeGroupName: textLike(/^.{1,63}$/, "at most 63 characters"),
  nodeRepairConfig: block({ enabled: flag }),
  nodeRoleArn: required(roleArn),
  releaseVersion: text,
  scalingConfig: required(
    block({
      desiredSize: required(atLeast(0)),
      maxSize: required(atLeast(1)),
      minSize: required(atLeast(0)),
    }),
  ),
  subnetIds: required(texts),
  tags: textMap,
  taints: blocks({
    effect: required(oneOf(["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"])),
    key: required(text),
    value: text,
  }),
  updateConfig: block({ maxUnavailable: between(1, 100), maxUnavailablePercentage: between(1, 100) }),
  version: textLike(/^1\.\d+$/, "a minor release of Kubernetes"),
};

const scalingRefusal: Refusal = ({ inputs }) => {
  const size = (name: string): number => numberAt(inputs, `scalingConfig.${name}`) ?? 0;
  const [least, desired, most] = [size("minSize"), size("desiredSize"), size("maxSize")];
  if (least > desired) {
    return `InvalidParameterException: Minimum capacity ${least} can't be greater than desired size ${desired}`;
  }
  return desired > most
    ? `InvalidParameterException: desired capacity ${desired} can't be greater than max size ${most}`
    : undefined;
};

const templateRefusal: Refusal = ({ inputs, account }) => {
  const id = textAt(inputs, "launchTemplate.id") ?? "";
  if ("launchTemplate" in inputs && "diskSize" in inputs) {
    return "InvalidParameterException: Disk size must be specified within the launch template.";
  }
  return isMadeId(id) && account.find(launchTemplateType, id) === undefined
    ? `InvalidParameterException: The specified launch template, ${id}, does not exist`
    : undefined;
};

/** Id and name of a template, of which only one has to be given. */
function templateOf({ account }: CloudContext, inputs: PropertyMap): PropertyMap {
  const given = textAt(inputs, "launchTemplate.id") ?? textAt(inputs, "launchTemplate.name");
  const found = account.find(launchTemplateType, given ?? "");
  return found === undefined ? {} : { id: found.id, name: found.key };
}

const workerPolicies = ["AmazonEKSWorkerNodePolicy", "AmazonEKSWorkerNodeMinimalPolicy"];
const nodesDoNotJoin = "NodeCreationFailure: Instances failed to join the kubernetes cluster";

/** Nodes join that may, that reach the cluster and their images, and that get a network. */
const joinRefusal: Refusal = ({ inputs, ...context }) => {
  const arn = textAt(inputs, "nodeRoleArn") ?? "";
  const role = roleOf(context, arn);
  const cluster = clusterOf(context, inputs);
  if (role === undefined) {
    return `InvalidParameterException: The role with name ${arn.replace(/^.*\//, "")} cannot be found.`;
  }
  if (role !== "foreign" && !trusts(role, "ec2.amazonaws.com")) {
    return (
      "InvalidParameterException: Following required service principals [ec2.amazonaws.com] were not found in the " +
      `trust relationships of nodeRole ${arn}`
    );
  }
  const mayJoin = role === "foreign" || isGranted(context, role, workerPolicies);
  if (!mayJoin || !textsAt(inputs, "subnetIds").every((id) => hasWayOut(context, id))) {
    return nodesDoNotJoin;
  }
  const isBare = cluster?.inputs.bootstrapSelfManagedAddons === false;
  return isBare && context.account.find(addonType, `${cluster.key}:vpc-cni`) === undefined
    ? "NodeCreationFailure: Unhealthy nodes in the kubernetes cluster"
    : undefined;
};

/** Row of a node group. What replaces it is what its schema in terraform-provider-aws marks as ForceNew. */
export const nodeGroup: ResourceKind = {
  title: "EKS Node Group",
  inputs: nodeInputs,
  decides: [
    ...["amiType", "arn", "capacityType", "diskSize", "instanceTypes", "nodeGroupNamePrefix"],
    ...["nodeRepairConfig", "region", "releaseVersion", "resources", "status", "tagsAll", "updateConfig"],
    "version",
  ],
  completes: { launchTemplate: ["id", "name"] },
  decidesLast: ["resources"],
  replaces: [
    ...["amiType", "capacityType", "clusterName", "diskSize", "instanceTypes", "launchTemplate.id"],
    ...["launchTemplate.name", "nodeGroupName", "nodeRoleArn", "subnetIds"],
  ],
  naming: { input: "nodeGroupName", automatic: true },
  minutes: { create: 3, update: 3, delete: 4 },
  faults: (inputs) => {
    const { updateConfig } = inputs;
    const both =
      typeof updateConfig === "object" && updateConfig !== null
        ? ["maxUnavailable", "maxUnavailablePercentage"].filter((name) => name in updateConfig).length
        : 1;
    const reason = "exactly one of maxUnavailable, maxUnavailablePercentage must be given";
    return both === 1 ? [] : [{ property: "updateConfig", reason }];
  },
  taken: "ResourceInUseException: NodeGroup already exists with that name and cluster name",
  refusal: (request) =>
    scalingRefusal(request) ??
    subnetRefusal(request, textsAt(request.inputs, "subnetIds")) ??
    templateRefusal(request) ??
    joinRefusal(request),
  name: ({ inputs }) => {
    const id = `${textAt(inputs, "clusterName") ?? ""}:${textAt(inputs, "nodeGroupName") ?? ""}`;
    return { key: id, id };
  },
  decide: ({ inputs, named: { key }, ...context }) => {
    const path = key.replace(":", "/");
    const version = textAt(inputs, "version") ?? textAt(clusterOf(context, inputs)?.inputs ?? {}, "version");
    return {
      amiType: "AL2023_x86_64_STANDARD",
      arn: arnOf("eks", `nodegroup/${path}/${hexOf(key, 36)}`, context),
      capacityType: "ON_DEMAND",
      diskSize: "launchTemplate" in inputs ? 0 : 20,
      instanceTypes: ["t3.medium"],
      launchTemplate: templateOf(context, inputs),
      nodeGroupNamePrefix: "",
      nodeRepairConfig: { enabled: false },
      region: regionOf(context),
      releaseVersion: `${version ?? newestVersion}.0-20260101`,
      resources: [
        {
          autoscalingGroups: [{ name: `eks-${path.replace("/", "-")}-${hexOf(key, 36)}` }],
          remoteAccessSecurityGroupId: "",
        },
      ],
      status: "ACTIVE",
      tagsAll: tagsAll(context, inputs),
      updateConfig: { maxUnavailable: 1, maxUnavailablePercentage: 0 },
      version: version ?? newestVersion,
    };
  },
};
