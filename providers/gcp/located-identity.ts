import type { Provider } from "@pulumi/gcp/provider";
import type { IdentityRequest, LocatedIdentity } from "../../components/resources/provider-contract";
import { identifierOf } from "../identifier";
import { poolOf, type GkeCluster } from "./cluster";
import type { GcpProject, GcpIdentity } from "./config";
import { PodAccount } from "./pod-account";

interface AccountArgs {
  readonly namespace: string;
  readonly account: GcpProject;
  readonly provider: Provider;
  readonly cluster: GkeCluster | undefined;
}

/** Finds out what a service account for pods is tied to. */
export function locateAccount(
  { namespace, account, provider, cluster }: AccountArgs,
  request: IdentityRequest<GcpIdentity>,
): LocatedIdentity {
  const { component, path } = request;
  const wanted = request.settings.account;
  const place = { path: `${path}.account.accountId`, namespace, name: component };
  const given = wanted.kind === "new" ? wanted.accountId : request.account;
  const identifier = identifierOf({ ...place, given, longest: 30 });
  // Who made an account has tied it to the pods.
  const pool = wanted.kind === "existing" ? "" : poolOf({ path, account, cluster });
  const own = { identifier, namespace, project: account.project, pool, provider };
  return { create: (options) => new PodAccount(request.account, { ...request, ...own }, options) };
}
