import {
  atLeast,
  between,
  block,
  blocks,
  flag,
  oneOf,
  text,
  textLike,
  textMap,
  texts,
} from "../../../protocol/input-rules";
import { changesOf } from "../../changes";
import type { ResourceKind } from "../../cloud";
import { numberAt, textAt, textsAt } from "../../reading";
import { instant, missingSecurityGroups, tagsAll } from "./ec2";
import { arnOf, madeId, regionOf } from "../identifiers";

export const launchTemplateType = "aws:ec2/launchTemplate:LaunchTemplate";

/** Flags of templates are texts, since they may also be absent. */
const textFlag = oneOf(["true", "false"]);

/** What makes no new version. */
const besides = ["tags", "updateDefaultVersion", "defaultVersion"];

/** Row of a launch template; every change of what it holds is another version of it. */
export const launchTemplate: ResourceKind = {
  title: "EC2 Launch Template",
  inputs: {
    blockDeviceMappings: blocks({
      deviceName: text,
      ebs: block({
        deleteOnTermination: textFlag,
        encrypted: textFlag,
        iops: atLeast(100),
        kmsKeyId: text,
        throughput: between(125, 2000),
        volumeSize: atLeast(1),
        volumeType: oneOf(["standard", "gp2", "gp3", "io1", "io2", "sc1", "st1"]),
      }),
    }),
    defaultVersion: atLeast(1),
    description: text,
    ebsOptimized: textFlag,
    imageId: text,
    instanceType: text,
    metadataOptions: block({
      httpEndpoint: oneOf(["enabled", "disabled"]),
      httpProtocolIpv6: oneOf(["enabled", "disabled"]),
      httpPutResponseHopLimit: between(1, 64),
      httpTokens: oneOf(["optional", "required"]),
      instanceMetadataTags: oneOf(["enabled", "disabled"]),
    }),
    name: textLike(/^[\w ().\-/]{3,128}$/, "3 to 128 letters, digits and the signs ( ) . - / _"),
    tagSpecifications: blocks({ resourceType: text, tags: textMap }),
    tags: textMap,
    updateDefaultVersion: flag,
    userData: text,
    vpcSecurityGroupIds: texts,
  },
  decides: ["arn", "defaultVersion", "latestVersion", "metadataOptions", "region", "tagsAll"],
  completes: {
    metadataOptions: ["httpEndpoint", "httpPutResponseHopLimit", "httpTokens", "instanceMetadataTags"],
  },
  replaces: ["name"],
  naming: { input: "name", automatic: true },
  minutes: instant,
  faults: (inputs) =>
    "defaultVersion" in inputs && "updateDefaultVersion" in inputs
      ? [{ property: "defaultVersion", reason: "conflicts with updateDefaultVersion" }]
      : [],
  taken: "InvalidLaunchTemplateName.AlreadyExistsException: Launch template name already in use.",
  refusal: ({ inputs, ...context }) => {
    const [group] = missingSecurityGroups(context, textsAt(inputs, "vpcSecurityGroupIds"));
    return group === undefined
      ? undefined
      : `InvalidGroup.NotFound: The security group '${group}' does not exist`;
  },
  name: ({ inputs }) => {
    const key = textAt(inputs, "name") ?? "";
    return { key, id: madeId("lt", key) };
  },
  decide: ({ inputs, existing, named: { id }, ...context }) => {
    const latest = numberAt(existing?.decided ?? {}, "latestVersion") ?? 1;
    const isNewer = changesOf(existing?.inputs ?? inputs, inputs).some(
      (path) => !besides.some((name) => path === name || path.startsWith(`${name}.`)),
    );
    const latestVersion = isNewer ? latest + 1 : latest;
    return {
      arn: arnOf("ec2", `launch-template/${id}`, context),
      defaultVersion: inputs.updateDefaultVersion === true ? latestVersion : 1,
      latestVersion,
      metadataOptions: {
        httpEndpoint: "enabled",
        httpPutResponseHopLimit: 1,
        httpTokens: "optional",
        instanceMetadataTags: "",
      },
      region: regionOf(context),
      tagsAll: tagsAll(context, inputs),
    };
  },
};
