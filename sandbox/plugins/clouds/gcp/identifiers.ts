import { oneOf } from "../../protocol/input-rules";
import type { PropertyMap } from "../../protocol/property-value";
import type { CloudContext, DeletionRequest } from "../cloud";
import { mapAt, textAt } from "../reading";

type Configured = Pick<CloudContext, "config">;

export function projectOf({ config }: Configured, inputs: PropertyMap): string {
  return textAt(inputs, "project") ?? textAt(config, "project") ?? "";
}

export function regionOf({ config }: Configured, inputs: PropertyMap): string {
  return textAt(inputs, "region") ?? textAt(config, "region") ?? "";
}

/** The part of a network's link or path that is always there, without which two ways to name it would differ. */
export function networkPath(network: string, project: string): string {
  const [, path] = /(projects\/[^/]+\/global\/networks\/[^/]+)$/.exec(network) ?? [];
  return path ?? `projects/${project}/global/networks/${network}`;
}

/** Labels with the provider's defaults beneath, and the one that Pulumi adds. */
export function labelsOf({ config }: Configured, labels: PropertyMap): PropertyMap {
  const own = { ...mapAt(config, "defaultLabels"), ...labels };
  return { pulumiLabels: own, effectiveLabels: { ...own, "goog-pulumi-provisioned": "true" } };
}

/** Every resource has this input: what a deletion by Pulumi means. */
export const deletionPolicy = oneOf(["DELETE", "PREVENT", "ABANDON"]);

/** Why the provider itself refuses a deletion. */
export function prevented({ state }: Pick<DeletionRequest, "state">): string | undefined {
  return state.deletionPolicy === "PREVENT"
    ? 'cannot destroy it while deletionPolicy is "PREVENT"; set it to "DELETE" first'
    : undefined;
}

export function isAbandoned({ state }: Pick<DeletionRequest, "state">): boolean {
  return state.deletionPolicy === "ABANDON";
}

export const typesOf = {
  databaseInstance: "gcp:sql/databaseInstance:DatabaseInstance",
  user: "gcp:sql/user:User",
  redis: "gcp:redis/instance:Instance",
  globalAddress: "gcp:compute/globalAddress:GlobalAddress",
  account: "gcp:serviceaccount/account:Account",
  accountMember: "gcp:serviceaccount/iAMMember:IAMMember",
  projectMember: "gcp:projects/iAMMember:IAMMember",
  bucketMember: "gcp:storage/bucketIAMMember:BucketIAMMember",
  connection: "gcp:servicenetworking/connection:Connection",
} as const;

/** Whether private services of Google can be reached from a network through a range. */
export function isPeered({ account }: CloudContext, network: string, range: string | undefined): boolean {
  const connected = account.list(typesOf.connection).some(({ key }) => key === network);
  // A range that the account does not hold is one of the real project, and so is its connection.
  const foreign = range !== undefined && account.find(typesOf.globalAddress, range) === undefined;
  return connected || foreign;
}

/** An address in a range such as `10.1.0.0`, always the same for the same number. */
export function addressIn(range: string, host: number): string {
  const [first = "10", second = "0"] = range.split(".");
  return `${first}.${second}.${host >> 8}.${host & 0xff || 1}`;
}
