import { SandboxError } from "../../../errors";
import type { PropertyMap } from "../../protocol/property-value";
import { certificateFor } from "../certificate";
import type { CloudContext, LookUp } from "../cloud";
import { mapsAt, textAt, textsAt } from "../reading";
import { accountId, arnOf, hexOf, isStandingId, regionOf } from "./identifiers";
import { type Subnet, clusterSecurityGroupId, subnetOf, subnets, vpcId, vpcOf } from "./network";

/** Where a cluster's API server is: the one that the account's settings name, or none. */
function apiServer(name: string, context: CloudContext) {
  const host = `${hexOf(name, 32).toUpperCase()}.gr7.${regionOf(context)}.eks.amazonaws.com`;
  const authority = certificateFor(context.account, { type: "cluster", key: name }, "kubernetes");
  return (
    context.settings.eksClusters[name] ?? {
      endpoint: `https://${host}`,
      certificateAuthority: Buffer.from(authority).toString("base64"),
    }
  );
}

/** Any name is answered: a rehearsal has no cluster but the sandbox's. */
function cluster(args: PropertyMap, context: CloudContext): PropertyMap {
  const name = textAt(args, "name") ?? "";
  const { endpoint, certificateAuthority } = apiServer(name, context);
  const issuer = `https://oidc.eks.${regionOf(context)}.amazonaws.com/id/${hexOf(name, 32).toUpperCase()}`;
  return {
    id: name,
    name,
    region: regionOf(context),
    arn: arnOf("eks", `cluster/${name}`, context),
    certificateAuthorities: [{ data: certificateAuthority }],
    deletionProtection: false,
    endpoint,
    identities: [{ oidcs: [{ issuer }] }],
    kubernetesNetworkConfigs: [{ ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16", serviceIpv6Cidr: "" }],
    roleArn: `arn:aws:iam::${accountId}:role/${name}`,
    status: "ACTIVE",
    tags: {},
    version: "1.35",
    vpcConfig: {
      clusterSecurityGroupId: clusterSecurityGroupId(context, name),
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: ["0.0.0.0/0"],
      securityGroupIds: [],
      subnetIds: subnets(context).map(({ id }) => id),
      vpcId: vpcId(context),
    },
  };
}

/** A subnet with an id of a real account is taken to be a private one; each in a zone of its own. */
function subnetWithId(context: CloudContext, id: string): Subnet {
  const found = subnets(context).find((subnet) => subnet.id === id);
  if (found === undefined && isStandingId(id)) {
    throw new SandboxError(
      `reading EC2 Subnet: InvalidSubnetID.NotFound: The subnet ID '${id}' does not exist`,
    );
  }
  const block = Number.parseInt(hexOf(id, 2), 16);
  return (
    found ?? {
      id,
      zone: `${regionOf(context)}${"abc"[block % 3] ?? "a"}`,
      cidrBlock: `10.1.${block}.0/24`,
      public: false,
    }
  );
}

function matches({ id, zone, public: isPublic }: Subnet, filter: PropertyMap): boolean {
  const name = textAt(filter, "name") ?? "";
  const values = textsAt(filter, "values");
  switch (name) {
    // Whatever network is asked for is the account's.
    case "vpc-id":
      return true;
    case "subnet-id":
      return values.includes(id);
    case "availability-zone":
      return values.includes(zone);
    case "map-public-ip-on-launch":
      return values.includes(String(isPublic));
    case "tag:kubernetes.io/role/internal-elb":
      return !isPublic;
    case "tag:kubernetes.io/role/elb":
      return isPublic;
    default:
      throw new SandboxError(`the simulated AWS does not know the filter "${name}" of subnets`);
  }
}

function findSubnets(args: PropertyMap, context: CloudContext): PropertyMap {
  const filters = mapsAt(args, "filters");
  const named = filters
    .filter((filter) => filter.name === "subnet-id")
    .flatMap((filter) => textsAt(filter, "values"));
  const foreign = named.filter((id) => !isStandingId(id)).map((id) => subnetWithId(context, id));
  const found = [...subnets(context), ...foreign].filter((subnet) =>
    filters.every((filter) => matches(subnet, filter)),
  );
  const region = regionOf(context);
  return { id: region, region, filters, ids: found.map(({ id }) => id), tags: {} };
}

function oidcProvider(args: PropertyMap): PropertyMap {
  const issuer = (textAt(args, "url") ?? "").replace(/^https:\/\//, "");
  if (issuer === "") {
    throw new SandboxError(
      "reading IAM OIDC Provider: not found: the account has no provider with an empty URL",
    );
  }
  const arn = `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;
  return {
    id: arn,
    arn,
    url: issuer,
    clientIdLists: ["sts.amazonaws.com"],
    thumbprintLists: [hexOf(issuer, 40)],
    tags: {},
  };
}

const callerArn = `arn:aws:iam::${accountId}:user/rehearsal`;

export const awsLookUps: ReadonlyMap<string, LookUp> = new Map<string, LookUp>([
  ["aws:eks/getCluster:getCluster", cluster],
  ["aws:ec2/getVpc:getVpc", (args, context) => vpcOf(context, textAt(args, "id") ?? vpcId(context))],
  ["aws:ec2/getSubnets:getSubnets", findSubnets],
  [
    "aws:ec2/getSubnet:getSubnet",
    (args, context) => subnetOf(context, subnetWithId(context, textAt(args, "id") ?? "")),
  ],
  // A cluster of a rehearsal has a provider in IAM, as one that is used by roles of pods must have.
  ["aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider", oidcProvider],
  [
    "aws:index/getCallerIdentity:getCallerIdentity",
    () => ({ id: accountId, accountId, arn: callerArn, userId: "AIDASIMULATED" }),
  ],
  [
    "aws:index/getRegion:getRegion",
    (_, context) => {
      const region = regionOf(context);
      return {
        id: region,
        name: region,
        region,
        description: region,
        endpoint: `ec2.${region}.amazonaws.com`,
      };
    },
  ],
]);
