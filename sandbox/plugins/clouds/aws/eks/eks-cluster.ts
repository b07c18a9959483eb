import {
  type InputRules,
  block,
  flag,
  listOf,
  oneOf,
  required,
  text,
  textLike,
  textMap,
  texts,
} from "../../../protocol/input-rules";
import type { PropertyMap } from "../../../protocol/property-value";
import { certificateFor } from "../../certificate";
import type { CloudResource } from "../../cloud-resource";
import type { CloudContext, CloudRequest, Refusal, ResourceKind, ResourceName } from "../../cloud";
import { isOn, textAt, textsAt } from "../../reading";
import { missingSecurityGroups, tagsAll } from "../network/ec2";
import { arnOf, hexOf, isMadeId, isStandingId, regionOf } from "../identifiers";
import { allSubnets, clusterSecurityGroupId, vpcId } from "../network/network";
import { isGranted, roleOf, trusts } from "../principals";
import { rangeWith } from "../network/ranges";

export const clusterType = "aws:eks/cluster:Cluster";
export const nodeGroupType = "aws:eks/nodeGroup:NodeGroup";
export const addonType = "aws:eks/addon:Addon";

/** A cluster that was made in the account; one that is only named is taken to exist, and to be fit. */
export function clusterOf({ account }: CloudContext, inputs: PropertyMap): CloudResource | undefined {
  return account.find(clusterType, textAt(inputs, "clusterName") ?? "");
}

/** The newest last: what clusters get that ask for none. */
const versions = ["1.31", "1.32", "1.33", "1.34", "1.35"];
export const newestVersion = "1.35";

export const clusterName = textLike(
  /^[0-9A-Za-z][\w-]{0,99}$/,
  'at most 100 letters, digits, "-" and "_", a letter or digit first',
);
export const roleArn = textLike(/^arn:aws[-a-z]*:iam::\d{12}:role\/.+$/, "the ARN of a role");

const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

const inputs: InputRules = {
  accessConfig: block({
    authenticationMode: oneOf(["API", "API_AND_CONFIG_MAP", "CONFIG_MAP"]),
    bootstrapClusterCreatorAdminPermissions: flag,
  }),
  bootstrapSelfManagedAddons: flag,
  deletionProtection: flag,
  enabledClusterLogTypes: listOf(
    `one of ${logTypes.join(", ")}`,
    (type) => typeof type === "string" && logTypes.includes(type),
  ),
  encryptionConfig: block({
    provider: required(block({ keyArn: required(text) })),
    resources: required(listOf("secrets", (resource) => resource === "secrets")),
  }),
  kubernetesNetworkConfig: block({
    ipFamily: oneOf(["ipv4", "ipv6"]),
    serviceIpv4Cidr: rangeWith(12, 24),
  }),
  name: clusterName,
  roleArn: required(roleArn),
  tags: textMap,
  upgradePolicy: block({ supportType: oneOf(["EXTENDED", "STANDARD"]) }),
  version: textLike(/^1\.\d+$/, "a minor release of Kubernetes"),
  vpcConfig: required(
    block({
      endpointPrivateAccess: flag,
      endpointPublicAccess: flag,
      publicAccessCidrs: texts,
      securityGroupIds: texts,
      subnetIds: required(texts),
    }),
  ),
};

/** Where a cluster's API server is: the one that the account's settings name, or none. */
export function apiServer(name: string, context: CloudContext) {
  const standIn = context.settings.eksClusters[name];
  if (standIn !== undefined) {
    return standIn;
  }
  const host = `${hexOf(name, 32).toUpperCase()}.gr7.${regionOf(context)}.eks.amazonaws.com`;
  const authority = certificateFor(context.account, { type: "cluster", key: name }, "kubernetes");
  return {
    endpoint: `https://${host}`,
    certificateAuthority: Buffer.from(authority).toString("base64"),
  };
}

/** The issuer of the tokens of a cluster's ServiceAccounts. */
export function issuerOf(name: string, context: CloudContext): string {
  return `https://oidc.eks.${regionOf(context)}.amazonaws.com/id/${hexOf(name, 32).toUpperCase()}`;
}

const policy = "AmazonEKSClusterPolicy";

const roleRefusal: Refusal = ({ inputs: given, ...context }) => {
  const arn = textAt(given, "roleArn") ?? "";
  const role = roleOf(context, arn);
  if (role === undefined) {
    return `InvalidParameterException: roleArn, ${arn}, does not exist`;
  }
  if (role !== "foreign" && !trusts(role, "eks.amazonaws.com")) {
    return "InvalidParameterException: Role could not be assumed because the trusted entity is not correct";
  }
  return role === "foreign" || isGranted(context, role, [policy])
    ? undefined
    : "InvalidParameterException: The provided role doesn't have the Amazon EKS Managed Policies associated with it. " +
        `Please ensure the following policy is attached: arn:aws:iam::aws:policy/${policy}`;
};

/** What is wrong with subnets: those of a real account are taken to exist, each in a zone and the network of its own. */
export function subnetRefusal(context: CloudContext, ids: readonly string[]): string | undefined {
  const known = allSubnets(context);
  const missing = ids.find(
    (id) => (isMadeId(id) || isStandingId(id)) && !known.some((subnet) => subnet.id === id),
  );
  const vpcs = new Set(known.filter(({ id }) => ids.includes(id)).map((subnet) => subnet.vpcId));
  if (missing !== undefined) {
    return `InvalidParameterException: The subnet ID '${missing}' does not exist`;
  }
  return vpcs.size > 1 ? "InvalidParameterException: Subnets specified must be in the same VPC" : undefined;
}

const networkRefusal: Refusal = ({ inputs: given, ...context }) => {
  const ids = textsAt(given, "vpcConfig.subnetIds");
  const zones = new Set(ids.map((id) => allSubnets(context).find((subnet) => subnet.id === id)?.zone ?? id));
  const [group] = missingSecurityGroups(context, textsAt(given, "vpcConfig.securityGroupIds"));
  const isPublic = given.vpcConfig === undefined || !isOff(given, "vpcConfig.endpointPublicAccess");
  const fault = subnetRefusal(context, ids);
  if (fault !== undefined) {
    return fault;
  }
  if (zones.size < 2) {
    return "InvalidParameterException: Subnets specified must be in at least two different AZs";
  }
  if (group !== undefined) {
    return `InvalidParameterException: The security group '${group}' does not exist`;
  }
  return isPublic || isOn(given, "vpcConfig.endpointPrivateAccess")
    ? undefined
    : "InvalidParameterException: Private and public endpoint access cannot be both disabled";
};

function isOff(given: PropertyMap, path: string): boolean {
  const [outer = "", inner = ""] = path.split(".");
  const map = given[outer];
  return typeof map === "object" && map !== null && inner in map && !isOn(given, path);
}

const versionRefusal: Refusal = ({ inputs: given, existing }) => {
  const wanted = textAt(given, "version") ?? newestVersion;
  if (!versions.includes(wanted)) {
    return `InvalidParameterException: unsupported Kubernetes version ${wanted}`;
  }
  const before = textAt(existing?.inputs ?? {}, "version") ?? textAt(existing?.decided ?? {}, "version");
  const step = before === undefined ? 0 : versions.indexOf(wanted) - versions.indexOf(before);
  return step === 0 || step === 1
    ? undefined
    : `InvalidParameterException: Unsupported Kubernetes minor version update from ${before ?? ""} to ${wanted}`;
};

function decide(request: CloudRequest & { readonly named: ResourceName }): PropertyMap {
  const { inputs: given, named } = request;
  const { endpoint, certificateAuthority } = apiServer(named.key, request);
  const ids = textsAt(given, "vpcConfig.subnetIds");
  return {
    accessConfig: { authenticationMode: "CONFIG_MAP", bootstrapClusterCreatorAdminPermissions: true },
    arn: arnOf("eks", `cluster/${named.key}`, request),
    certificateAuthority: { data: certificateAuthority },
    clusterId: "",
    computeConfig: { enabled: false },
    createdAt: "2026-01-01T00:00:00Z",
    deletionProtection: false,
    endpoint,
    identities: [{ oidcs: [{ issuer: issuerOf(named.key, request) }] }],
    kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16", serviceIpv6Cidr: "" },
    platformVersion: "eks.1",
    region: regionOf(request),
    status: "ACTIVE",
    storageConfig: { blockStorage: { enabled: false } },
    tagsAll: tagsAll(request, given),
    upgradePolicy: { supportType: "EXTENDED" },
    version: newestVersion,
    vpcConfig: {
      clusterSecurityGroupId: clusterSecurityGroupId(request, named.key),
      endpointPrivateAccess: false,
      endpointPublicAccess: true,
      publicAccessCidrs: ["0.0.0.0/0"],
      vpcId: allSubnets(request).find(({ id }) => ids.includes(id))?.vpcId ?? vpcId(request),
    },
  };
}

/** Row of an EKS cluster. What replaces it is what its schema in terraform-provider-aws marks as ForceNew. */
export const eksCluster: ResourceKind = {
  title: "EKS Cluster",
  inputs,
  defaults: { bootstrapSelfManagedAddons: true },
  decides: [
    ...["accessConfig", "arn", "certificateAuthority", "clusterId", "computeConfig", "createdAt"],
    ...[
      "deletionProtection",
      "endpoint",
      "identities",
      "kubernetesNetworkConfig",
      "platformVersion",
      "region",
    ],
    ...["status", "storageConfig", "tagsAll", "upgradePolicy", "version"],
  ],
  completes: {
    vpcConfig: [
      ...["clusterSecurityGroupId", "endpointPrivateAccess", "endpointPublicAccess", "publicAccessCidrs"],
      "vpcId",
    ],
    accessConfig: ["authenticationMode"],
    kubernetesNetworkConfig: ["ipFamily", "serviceIpv4Cidr", "serviceIpv6Cidr"],
  },
  decidesLast: ["certificateAuthority", "endpoint", "identities", "platformVersion"],
  replaces: [
    ...["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"],
    ...["kubernetesNetworkConfig.ipFamily", "kubernetesNetworkConfig.serviceIpv4Cidr", "name", "roleArn"],
  ],
  // Encryption with a key of one's own cannot be taken back.
  replacesIf: (old, now) =>
    "encryptionConfig" in old && !("encryptionConfig" in now) ? ["encryptionConfig"] : [],
  naming: { input: "name", automatic: true },
  minutes: { create: 9, update: 4, delete: 3 },
  taken: "ResourceInUseException: Cluster already exists with that name",
  refusal: (request) => versionRefusal(request) ?? networkRefusal(request) ?? roleRefusal(request),
  deletionRefusal: ({ account, resource }) => {
    if (isOn(resource.inputs, "deletionProtection")) {
      return "InvalidRequestException: The cluster cannot be deleted because deletion protection is enabled";
    }
    return account.list(nodeGroupType).some(({ inputs: theirs }) => theirs.clusterName === resource.key)
      ? "ResourceInUseException: Cluster has nodegroups attached"
      : undefined;
  },
  name: ({ inputs: given }) => {
    const name = textAt(given, "name") ?? "";
    return { key: name, id: name };
  },
  decide,
};
