import { textLike } from "../../protocol/input-rules";
import type { PropertyMap } from "../../protocol/property-value";
import type { CloudContext, CloudRequest, DeletionRequest, ResourceKind, ResourceName } from "../cloud";
import { textAt } from "../reading";

type Configured = Pick<CloudContext, "config">;

const anySubscription = "00000000-0000-0000-0000-000000000000";

export const typesOf = {
  server: "azure-native:dbforpostgresql:Server",
  configuration: "azure-native:dbforpostgresql:Configuration",
  redisCluster: "azure-native:redisenterprise:RedisEnterprise",
  redisDatabase: "azure-native:redisenterprise:Database",
  subnet: "azure-native:network:Subnet",
  privateEndpoint: "azure-native:network:PrivateEndpoint",
  privateDnsZoneGroup: "azure-native:network:PrivateDnsZoneGroup",
  privateZone: "azure-native:privatedns:PrivateZone",
  virtualNetworkLink: "azure-native:privatedns:VirtualNetworkLink",
  identity: "azure-native:managedidentity:UserAssignedIdentity",
  federatedCredential: "azure-native:managedidentity:FederatedIdentityCredential",
  roleAssignment: "azure-native:authorization:RoleAssignment",
  lock: "azure-native:authorization:ManagementLockByScope",
} as const;

/** The id of a resource in its group, from path segments: `flexibleServers/NAME` after the provider's name. */
export function armId({ config }: Configured, inputs: PropertyMap, path: string): string {
  const subscription = textAt(config, "subscriptionId") ?? anySubscription;
  const group = textAt(inputs, "resourceGroupName") ?? "";
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/${path}`;
}

/** Rule for the names of what belongs to networks. */
export const resourceName = textLike(/^\w([\w.-]{0,78}\w)?$/, "1 to 80 letters, digits and the signs _ . -");

/** Ids differ in case between requests and answers, and mean the same. */
export function sameId(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

export function locationOf({ config }: Configured, inputs: PropertyMap): string {
  const location = textAt(inputs, "location") ?? textAt(config, "location") ?? "";
  return location.toLowerCase().replaceAll(" ", "");
}

/** Names a resource by its id; `path` has its inputs' names in braces. */
export function namedBy(path: string): ResourceKind["name"] {
  return ({ inputs, config }: CloudRequest): ResourceName => {
    const filled = path.replace(/\{(\w+)\}/g, (_, input: string) => textAt(inputs, input) ?? "");
    const id = armId({ config }, inputs, filled);
    return { key: id, id };
  };
}

export function lastPart(id: string): string {
  return id.split("/").at(-1) ?? "";
}

/** The provider asks first whether there is such a resource (azure-native has no upsert). */
export const taken = "cannot create already existing resource; import it, or give another name";

/** Why a deletion is refused: a lock on the resource or on what it belongs to. */
export function lockedBy({
  account,
  resource,
}: Pick<DeletionRequest, "account" | "resource">): string | undefined {
  const scope = account
    .list(typesOf.lock)
    .map(({ inputs }) => textAt(inputs, "scope") ?? "")
    .find(
      (locked) => locked !== "" && `${resource.id.toLowerCase()}/`.startsWith(`${locked.toLowerCase()}/`),
    );
  return scope === undefined
    ? undefined
    : `ScopeLocked: The scope '${resource.id}' cannot perform delete operation because following scope(s) are ` +
        `locked: '${scope}'. Please remove the lock and try again.`;
}

/** Why something that is referred to by an id is not there; ids of a real subscription are taken to exist. */
export function missingResource(
  { account }: Pick<CloudContext, "account">,
  type: string,
  id: string | undefined,
): string | undefined {
  const groups = account.list(type).map((resource) => resource.id.split("/providers/")[0] ?? "");
  const [group = ""] = (id ?? "").split("/providers/");
  const known = groups.some((candidate) => sameId(candidate, group));
  const found = account.list(type).some((resource) => sameId(resource.id, id ?? ""));
  return id === undefined || found || !known
    ? undefined
    : `ResourceNotFound: The Resource '${lastPart(id)}' under resource group '${lastPart(group)}' was not found.`;
}
