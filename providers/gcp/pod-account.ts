import { IAMMember as ProjectMember } from "@pulumi/gcp/projects/iammember";
import { Account } from "@pulumi/gcp/serviceaccount/account";
import { IAMMember as AccountMember } from "@pulumi/gcp/serviceaccount/iammember";
import { BucketIAMMember } from "@pulumi/gcp/storage/bucketIAMMember";
import type * as pulumi from "@pulumi/pulumi";
import { Component, named, type ComponentOptions } from "../../components/resources/component";
import type { IdentityRequest, OwnOptions } from "../../components/resources/provider-contract";
import type { PodIdentity } from "../../components/resources/stores/pod-identity";
import type { GcpIdentity } from "./config";
import { accountAnnotation } from "./profile";

interface PodAccountArgs extends IdentityRequest<GcpIdentity> {
  /** Id of the service account, where it is made. */
  readonly identifier: string;
  readonly namespace: string;
  readonly project: string;
  /** The cluster's pool of Workload Identity; empty where it is not needed. */
  readonly pool: string;
  readonly provider: pulumi.ProviderResource;
}

/** A service account of Google Cloud that the pods of one ServiceAccount may use, and nobody else. */
export class PodAccount extends Component implements PodIdentity {
  readonly annotations: PodIdentity["annotations"];
  readonly resource: pulumi.Resource;

  constructor(name: string, args: PodAccountArgs, options: ComponentOptions) {
    super("gcp:PodAccount", name, options);
    const { account } = args.settings;
    const email =
      account.kind === "existing"
        ? account.email
        : newAccount(args, account, { parent: this, provider: args.provider }).email;
    this.annotations = { [accountAnnotation]: email };
    this.resource = this;
    this.registerOutputs({ email });
  }
}

type NewAccount = Extract<GcpIdentity["account"], { kind: "new" }>;

function newAccount(
  { identifier, namespace, account, project, pool }: PodAccountArgs,
  { roles }: NewAccount,
  own: OwnOptions,
): Account {
  const made = new Account(identifier, { accountId: identifier, displayName: "Pods of OpenOps" }, own);
  new AccountMember(
    identifier,
    {
      serviceAccountId: made.name,
      role: "roles/iam.workloadIdentityUser",
      member: `serviceAccount:${pool}[${namespace}/${account}]`,
    },
    own,
  );
  for (const { role, bucket } of roles) {
    const name = `${identifier}-${role.replace(/^.*\//, "")}`;
    if (bucket === undefined) {
      new ProjectMember(named(own.parent, name), { project, role, member: made.member }, own);
    } else {
      new BucketIAMMember(named(own.parent, `${name}-${bucket}`), { bucket, role, member: made.member }, own);
    }
  }
  return made;
}
