import type { Provider } from "@pulumi/aws/provider";
import type { IdentityRequest, LocatedIdentity } from "../../components/resources/provider-contract";
import { identifierOf } from "../identifier";
import type { AwsAccount, AwsIdentity } from "./config";
import type { EksCluster } from "./network";
import { PodRole } from "./pod-role";
import { findTrust } from "./role-trust";

interface RoleArgs {
  readonly namespace: string;
  readonly account: AwsAccount;
  readonly provider: Provider;
  readonly cluster: EksCluster | undefined;
}

/** Finds out what a role for pods is tied to. */
export async function locateRole(
  { namespace, account, provider, cluster }: RoleArgs,
  request: IdentityRequest<AwsIdentity>,
): Promise<LocatedIdentity> {
  const { settings, path, component } = request;
  const given = settings.role.kind === "new" ? settings.role.name : request.account;
  const place = { path: `${path}.role.name`, namespace, name: component };
  const identifier = identifierOf({ ...place, given, longest: 64 });
  const pods = { namespace, account: request.account };
  const trust = await findTrust({ settings, path, account, provider, cluster, pods });
  const own = { identifier, namespace, trust, provider };
  return { create: (options) => new PodRole(request.account, { ...request, ...own }, options) };
}
