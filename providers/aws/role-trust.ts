import { getOpenIdConnectProvider } from "@pulumi/aws/iam/getOpenIdConnectProvider";
import type { Provider } from "@pulumi/aws/provider";
import { lookUp } from "../look-up-error";
import type { AwsAccount, AwsIdentity } from "./config";
import type { EksCluster } from "./network";

/** How a role knows the pods that may assume it. */
export type RoleTrust =
  | { readonly kind: "irsa"; readonly policy: object }
  | { readonly kind: "pod-identity"; readonly policy: object; readonly clusterName: string };

interface TrustArgs {
  readonly settings: AwsIdentity;
  readonly path: string;
  readonly account: AwsAccount;
  readonly provider: Provider;
  readonly cluster: EksCluster | undefined;
  /** The pods' ServiceAccount. */
  readonly pods: { readonly namespace: string; readonly account: string };
}

/** Finds out how a role can know pods; what is given counts, the rest is looked up. */
export async function findTrust(args: TrustArgs): Promise<RoleTrust> {
  const { settings, cluster, pods } = args;
  if (settings.via === "pod-identity" && cluster !== undefined) {
    return { kind: "pod-identity", clusterName: cluster.name, policy: agentPolicy(cluster, pods) };
  }
  // Who made a role has made it trust the pods.
  const policy = settings.role.kind === "existing" ? {} : tokenPolicy(await oidcProviderArn(args), pods);
  return { kind: "irsa", policy };
}

async function oidcProviderArn({ path, account, provider, cluster }: TrustArgs): Promise<string> {
  if (account.oidcProviderArn !== undefined) {
    return account.oidcProviderArn;
  }
  const url = cluster?.issuer ?? "";
  const subject = {
    path,
    expected: `an OIDC provider of the cluster in IAM, which eksctl utils associate-iam-oidc-provider makes`,
    got: `none for ${url}`,
  };
  return (await lookUp(subject, () => getOpenIdConnectProvider({ url }, { provider }))).arn;
}

type Pods = TrustArgs["pods"];

/** Trusts tokens that the cluster's issuer signs for exactly one ServiceAccount. */
function tokenPolicy(providerArn: string, { namespace, account }: Pods): object {
  const issuer = providerArn.replace(/^.*:oidc-provider\//, "");
  return statement({
    Principal: { Federated: providerArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: {
        [`${issuer}:aud`]: "sts.amazonaws.com",
        [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${account}`,
      },
    },
  });
}

/** Trusts EKS where it speaks for exactly one ServiceAccount of one cluster. */
function agentPolicy({ arn }: EksCluster, { namespace, account }: Pods): object {
  return statement({
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      StringEquals: {
        "aws:RequestTag/eks-cluster-arn": arn,
        "aws:RequestTag/kubernetes-namespace": namespace,
        "aws:RequestTag/kubernetes-service-account": account,
      },
    },
  });
}

function statement(trust: object): object {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", ...trust }] };
}
