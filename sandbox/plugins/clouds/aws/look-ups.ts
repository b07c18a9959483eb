import { SandboxError } from "../../../errors";
import type { PropertyMap } from "../../protocol/property-value";
import type { CloudContext, LookUp } from "../cloud";
import { mapAt, mapsAt, textAt, textsAt } from "../reading";
import { apiServer, clusterType, issuerOf, newestVersion } from "./eks/eks-cluster";
import { accountId, arnOf, hexOf, isMadeId, isStandingId, regionOf } from "./identifiers";
import {
  type Subnet,
  allSubnets,
  clusterSecurityGroupId,
  subnetOf,
  subnets,
  vpcId,
  vpcOf,
  zonesOf,
} from "./network/network";

/** Any name is answered: what was not made in the account is taken to lie in its standing network. */
function cluster(args: PropertyMap, context: CloudContext): PropertyMap {
  const name = textAt(args, "name") ?? "";
  const { endpoint, certificateAuthority } = apiServer(name, context);
  const made = context.account.find(clusterType, name);
  return {
    id: name,
    name,
    region: regionOf(context),
    arn: arnOf("eks", `cluster/${name}`, context),
    certificateAuthorities: [{ data: certificateAuthority }],
    deletionProtection: false,
    endpoint,
    identities: [{ oidcs: [{ issuer: issuerOf(name, context) }] }],
    kubernetesNetworkConfigs: [{ ipFamily: "ipv4", serviceIpv4Cidr: "172.20.0.0/16", serviceIpv6Cidr: "" }],
    roleArn: textAt(made?.inputs ?? {}, "roleArn") ?? `arn:aws:iam::${accountId}:role/${name}`,
    status: "ACTIVE",
    tags: {},
    version: textAt(made?.inputs ?? {}, "version") ?? newestVersion,
    vpcConfig: {
      clusterSecurityGroupId: clusterSecurityGroupId(context, name),
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: ["0.0.0.0/0"],
      securityGroupIds: [],
      subnetIds: subnets(context).map(({ id }) => id),
      vpcId: vpcId(context),
      ...mapAt(made?.decided ?? {}, "vpcConfig"),
      ...mapAt(made?.inputs ?? {}, "vpcConfig"),
    },
  };
}

/** A subnet with an id of a real account is taken to be a private one; each in a zone of its own. */
function subnetWithId(context: CloudContext, id: string): Subnet {
  const found = allSubnets(context).find((subnet) => subnet.id === id);
  if (found === undefined && (isStandingId(id) || isMadeId(id))) {
    throw new SandboxError(
      `reading EC2 Subnet: InvalidSubnetID.NotFound: The subnet ID '${id}' does not exist`,
    );
  }
  const block = Number.parseInt(hexOf(id, 2), 16);
  return (
    found ?? {
      id,
      vpcId: vpcId(context),
      zone: `${regionOf(context)}${"abc"[block % 3] ?? "a"}`,
      cidrBlock: `10.1.${block}.0/24`,
      public: false,
      tags: {},
    }
  );
}

function matches(subnet: Subnet, filter: PropertyMap): boolean {
  const { id, zone, public: isPublic, tags } = subnet;
  const name = textAt(filter, "name") ?? "";
  const values = textsAt(filter, "values");
  switch (name) {
    // A network that was not made in the account is taken to be its standing one.
    case "vpc-id":
      return isMadeId(subnet.vpcId) ? values.includes(subnet.vpcId) : !values.every(isMadeId);
    case "subnet-id":
      return values.includes(id);
    case "availability-zone":
      return values.includes(zone);
    case "map-public-ip-on-launch":
      return values.includes(String(isPublic));
    case "tag:kubernetes.io/role/internal-elb":
    case "tag:kubernetes.io/role/elb":
      return values.includes(String(tags[name.replace("tag:", "")] ?? ""));
    default:
      throw new SandboxError(`the simulated AWS does not know the filter "${name}" of subnets`);
  }
}

function findSubnets(args: PropertyMap, context: CloudContext): PropertyMap {
  const filters = mapsAt(args, "filters");
  const named = filters
    .filter((filter) => filter.name === "subnet-id")
    .flatMap((filter) => textsAt(filter, "values"));
  const foreign = named
    .filter((id) => !isStandingId(id) && !isMadeId(id))
    .map((id) => subnetWithId(context, id));
  const found = [...allSubnets(context), ...foreign].filter((subnet) =>
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

/** The zones that can be used without opting in. */
function availabilityZones(args: PropertyMap, context: CloudContext): PropertyMap {
  const region = regionOf(context);
  const excluded = [...textsAt(args, "excludeNames"), ...textsAt(args, "excludeZoneIds")];
  const zones = zonesOf(context).filter(({ name, id }) => !excluded.includes(name) && !excluded.includes(id));
  return {
    ...args,
    id: region,
    region,
    groupNames: [region],
    names: zones.map(({ name }) => name),
    zoneIds: zones.map(({ id }) => id),
  };
}

export const awsLookUps: ReadonlyMap<string, LookUp> = new Map<string, LookUp>([
  ["aws:eks/getCluster:getCluster", cluster],
  ["aws:ec2/getVpc:getVpc", (args, context) => vpcOf(context, textAt(args, "id") ?? vpcId(context))],
  ["aws:index/getAvailabilityZones:getAvailabilityZones", availabilityZones],
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
