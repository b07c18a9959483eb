import { required, text, textLike, textMap, texts } from "../../../protocol/input-rules";
import type { CloudRequest, ResourceKind } from "../../cloud";
import { textAt, textsAt } from "../../reading";
import { tagsAll } from "../network/ec2";
import { arnOf, isMadeId, isStandingId, regionOf } from "../identifiers";
import { allSubnets, vpcId } from "../network/network";
import { instanceType, replicationGroupType } from "./parameters";

interface SubnetGroupService {
  readonly title: string;
  readonly arn: readonly [service: string, resource: string];
  readonly taken: string;
  /** How many zones the subnets must lie in, and what the API says when they do not. */
  readonly zones: { readonly least: number; refusal(found: number): string };
  readonly usedBy: { readonly type: string; readonly input: string };
  inUse(name: string, user: string): string;
}

function subnetGroupOf(service: SubnetGroupService): ResourceKind {
  const [arnService, arnResource] = service.arn;
  return {
    title: service.title,
    inputs: {
      name: textLike(
        /^(?!default$)[a-z0-9 _.-]{1,255}$/,
        'lower-case letters, digits, "_", "." and "-", not "default"',
      ),
      description: text,
      subnetIds: required(texts),
      tags: textMap,
    },
    defaults: { description: "Managed by Pulumi" },
    decides: [
      "arn",
      "region",
      "tagsAll",
      "vpcId",
      ...(arnService === "rds" ? ["supportedNetworkTypes"] : []),
    ],
    replaces: ["name"],
    naming: { input: "name", automatic: true },
    minutes: { create: 0, update: 0, delete: 0 },
    taken: service.taken,
    refusal: (request) => subnetRefusal(service, request),
    deletionRefusal: ({ account, resource: { key } }) => {
      const { type, input } = service.usedBy;
      const user = account.list(type).find(({ inputs }) => inputs[input] === key);
      return user === undefined ? undefined : service.inUse(key, user.key);
    },
    name: ({ inputs }) => {
      const name = textAt(inputs, "name") ?? "";
      return { key: name, id: name };
    },
    decide: ({ inputs, named: { key }, ...context }) => ({
      arn: arnOf(arnService, `${arnResource}:${key}`, context),
      region: regionOf(context),
      ...(arnService === "rds" ? { supportedNetworkTypes: ["IPV4"] } : {}),
      tagsAll: tagsAll(context, inputs),
      // Subnets of a real account are taken to lie in the account's network.
      vpcId:
        allSubnets(context).find(({ id }) => textsAt(inputs, "subnetIds").includes(id))?.vpcId ??
        vpcId(context),
    }),
  };
}

function subnetRefusal(
  { zones }: SubnetGroupService,
  { inputs, ...context }: CloudRequest,
): string | undefined {
  const ids = textsAt(inputs, "subnetIds");
  const known = allSubnets(context);
  const exists = (id: string): boolean =>
    isStandingId(id) || isMadeId(id)
      ? known.some((subnet) => subnet.id === id)
      : /^subnet-[0-9a-f]+$/.test(id);
  const missing = ids.find((id) => !exists(id));
  if (missing !== undefined) {
    return `InvalidSubnet: The subnet ID '${missing}' does not exist`;
  }
  // Subnets of a real account are taken to lie in zones of their own.
  const covered = new Set(ids.map((id) => known.find((subnet) => subnet.id === id)?.zone ?? id)).size;
  return covered < zones.least ? zones.refusal(covered) : undefined;
}

export const rdsSubnetGroup = subnetGroupOf({
  title: "RDS DB Subnet Group",
  arn: ["rds", "subgrp"],
  taken: "DBSubnetGroupAlreadyExists: The DB subnet group already exists.",
  zones: {
    least: 2,
    refusal: (found) =>
      "DBSubnetGroupDoesNotCoverEnoughAZs: The DB subnet group doesn't meet Availability Zone (AZ) coverage " +
      `requirement. Current AZ coverage: ${found}. Add subnets to cover at least 2 AZs.`,
  },
  usedBy: { type: instanceType, input: "dbSubnetGroupName" },
  inUse: (name, user) =>
    `InvalidDBSubnetGroupStateFault: Cannot delete the subnet group '${name}' because at least one database ` +
    `instance: ${user} is still using it.`,
});

export const cacheSubnetGroup = subnetGroupOf({
  title: "ElastiCache Subnet Group",
  arn: ["elasticache", "subnetgroup"],
  taken: "CacheSubnetGroupAlreadyExists: the cache subnet group already exists",
  zones: { least: 1, refusal: () => "InvalidParameterValue: at least one subnet must be given" },
  usedBy: { type: replicationGroupType, input: "subnetGroupName" },
  inUse: (name, user) =>
    `CacheSubnetGroupInUse: Cache subnet group ${name} is currently in use by a cache cluster: ${user}.`,
});
