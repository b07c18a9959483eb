import type { Provider } from "@pulumi/azure-native/provider";
import type { IdentityRequest, LocatedIdentity } from "../../components/resources/provider-contract";
import { identifierOf } from "../identifier";
import { issuerOf, type AksCluster } from "./cluster";
import type { AzureSubscription, AzureIdentity } from "./config";
import { PodManagedIdentity } from "./pod-managed-identity";

interface ManagedIdentityArgs {
  readonly namespace: string;
  readonly account: AzureSubscription;
  readonly tags: Readonly<Record<string, string>>;
  readonly provider: Provider;
  readonly cluster: AksCluster | undefined;
}

/** Finds out what a managed identity for pods is tied to. */
export function locateManagedIdentity(
  { namespace, account, tags, provider, cluster }: ManagedIdentityArgs,
  request: IdentityRequest<AzureIdentity>,
): LocatedIdentity {
  const { component, path } = request;
  const wanted = request.settings.identity;
  const place = { path: `${path}.identity.name`, namespace, name: component };
  const given = wanted.kind === "new" ? wanted.name : request.account;
  const identifier = identifierOf({ ...place, given, longest: 128 });
  // Who made an identity has tied it to the pods.
  const issuer = wanted.kind === "existing" ? "" : issuerOf({ path, account, cluster });
  const own = { identifier, namespace, subscription: account, issuer, tags, provider };
  return { create: (options) => new PodManagedIdentity(request.account, { ...request, ...own }, options) };
}
