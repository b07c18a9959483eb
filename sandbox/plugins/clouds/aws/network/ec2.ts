import { between, flag, required, text, textLike, textMap } from "../../../protocol/input-rules";
import type { PropertyMap } from "../../../protocol/property-value";
import type { CloudContext, ResourceKind } from "../../cloud";
import { mapAt, textAt, textsAt } from "../../reading";
import { accountId, arnOf, isMadeId, madeId, regionOf } from "../identifiers";
import { vpcId, vpcIdRule, vpcRefusal } from "./network";

export const securityGroupType = "aws:ec2/securityGroup:SecurityGroup";
export const ingressRuleType = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

/** Tags with the provider's defaults beneath. */
export function tagsAll({ config }: Pick<CloudContext, "config">, inputs: PropertyMap): PropertyMap {
  return { ...mapAt(config, "defaultTags.tags"), ...mapAt(inputs, "tags") };
}

export const instant = { create: 0, update: 0, delete: 0 };

/** Ids of groups among these that do not exist; those of clusters and of a real account are taken to exist. */
export function missingSecurityGroups({ account }: CloudContext, ids: readonly string[]): readonly string[] {
  const known = account.list(securityGroupType).map(({ id }) => id);
  return ids.filter((id) => !/^sg-[0-9a-f]+$/.test(id) || (isMadeId(id) && !known.includes(id)));
}

const securityGroup: ResourceKind = {
  title: "EC2 Security Group",
  inputs: {
    name: textLike(
      /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/,
      'at most 255 characters, not beginning with "sg-"',
    ),
    description: textLike(/^[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/, "1 to 255 letters, digits and a few signs"),
    vpcId: vpcIdRule,
    revokeRulesOnDelete: flag,
    tags: textMap,
  },
  defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
  decides: ["arn", "ownerId", "region", "tagsAll", "vpcId", "ingress", "egress"],
  replaces: ["name", "description", "vpcId"],
  naming: { input: "name", automatic: true },
  minutes: instant,
  taken: "InvalidGroup.Duplicate: The security group already exists for the VPC",
  refusal: vpcRefusal,
  deletionRefusal: ({ account, resource }) => {
    const users = account
      .all()
      .filter(({ type, inputs }) => type !== ingressRuleType && groupsOf(inputs).includes(resource.id));
    return users.length === 0
      ? undefined
      : `DependencyViolation: resource ${resource.id} has a dependent object`;
  },
  name: ({ inputs, ...context }) => {
    const key = `${textAt(inputs, "vpcId") ?? vpcId(context)} ${textAt(inputs, "name") ?? ""}`;
    return { key, id: madeId("sg", key) };
  },
  decide: ({ inputs, named: { id }, ...context }) => ({
    arn: arnOf("ec2", `security-group/${id}`, context),
    ownerId: accountId,
    region: regionOf(context),
    tagsAll: tagsAll(context, inputs),
    vpcId: vpcId(context),
    ingress: [],
    egress: [],
  }),
};

function groupsOf(inputs: PropertyMap): readonly string[] {
  return [...textsAt(inputs, "vpcSecurityGroupIds"), ...textsAt(inputs, "securityGroupIds")];
}

const sources = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];

const ingressRule: ResourceKind = {
  title: "VPC Security Group Rule",
  inputs: {
    securityGroupId: required(text),
    ipProtocol: required(text),
    fromPort: between(-1, 65535),
    toPort: between(-1, 65535),
    cidrIpv4: textLike(/^\d+\.\d+\.\d+\.\d+\/\d+$/, "an IPv4 CIDR"),
    cidrIpv6: textLike(/^[0-9a-f:]+\/\d+$/i, "an IPv6 CIDR"),
    prefixListId: text,
    referencedSecurityGroupId: text,
    description: textLike(
      /^[\w .:/()#,@[\]+=&;{}!$*-]{0,255}$/,
      "at most 255 letters, digits and a few signs",
    ),
    tags: textMap,
  },
  decides: ["arn", "region", "securityGroupRuleId", "tagsAll"],
  // The API can change a rule but not move it to another group.
  replaces: ["securityGroupId"],
  minutes: instant,
  taken: "InvalidPermission.Duplicate: the specified rule already exists",
  faults: (inputs) => {
    const given = sources.filter((name) => name in inputs);
    return given.length === 1
      ? []
      : [{ property: "", reason: `exactly one of ${sources.join(", ")} must be given, got ${given.length}` }];
  },
  refusal: ({ inputs, ...context }) => {
    const ids = ["securityGroupId", "referencedSecurityGroupId"].flatMap(
      (name) => textAt(inputs, name) ?? [],
    );
    const [missing] = missingSecurityGroups(context, ids);
    return missing === undefined
      ? undefined
      : `InvalidGroup.NotFound: The security group '${missing}' does not exist`;
  },
  name: ({ inputs, existing }) => {
    const parts = ["securityGroupId", "ipProtocol", "fromPort", "toPort", ...sources];
    const key = parts.map((name) => String(inputs[name] ?? "")).join(" ");
    return existing ?? { key, id: madeId("sgr", key) };
  },
  decide: ({ inputs, named: { id }, ...context }) => ({
    arn: arnOf("ec2", `security-group-rule/${id}`, context),
    region: regionOf(context),
    securityGroupRuleId: id,
    tagsAll: tagsAll(context, inputs),
  }),
};

export const ec2Kinds: readonly (readonly [string, ResourceKind])[] = [
  [securityGroupType, securityGroup],
  [ingressRuleType, ingressRule],
];
