import type { IdentityProfile } from "../identity-profile";
import type { PolicyRule } from "../../components/values/network-rule";
import type { AwsIdentity } from "./identity-config";

/** Addresses of the EKS Pod Identity Agent, the same in every cluster. */
const agentAddresses = ["169.254.170.23/32", "fd00:ec2::23/128"] as const;

/** The annotation by which EKS gives pods the credentials of a role. */
export const roleAnnotation = "eks.amazonaws.com/role-arn";

/** The metadata service of EC2, which gives pods the credentials of their node. */
export const nodeCredentials: PolicyRule = {
  peers: [{ kind: "addresses", cidr: "169.254.169.254/32", except: [] }],
  ports: [80],
};

/** A role of IAM, as planning sees it. */
export function awsIdentityProfile({ via }: AwsIdentity): IdentityProfile {
  const common = { cloud: "aws", podLabels: {} } as const;
  return via === "irsa"
    ? { ...common, annotation: roleAnnotation, egress: [], byVariables: false }
    : {
        ...common,
        annotation: undefined,
        egress: [
          { peers: agentAddresses.map((cidr) => ({ kind: "addresses", cidr, except: [] })), ports: [80] },
        ],
        byVariables: true,
      };
}
