import { RunError } from "@pulumi/pulumi/errors";
import type { LiveCluster } from "./live-data";
import type { ClusterAccess } from "../stores/store-access";

/**
 * Refuses an update of a cluster whose API server does not answer, before the Kubernetes plugin says so: it adds the
 * advice to drop everything from the state, which would leave the cluster's objects, and their data, without an owner.
 *
 * @throws RunError with what kubectl said
 */
export async function refuseUnreachable(access: ClusterAccess, { silence }: LiveCluster): Promise<void> {
  const reason = await silence(access);
  if (reason === undefined) {
    return;
  }
  const named = access.context === undefined ? "the current context" : `the context ${access.context}`;
  const option = access.context === undefined ? "" : `--context=${access.context} `;
  throw new RunError(
    `The cluster of ${named} does not answer; nothing was changed.\n  ${reason}\n` +
      "Start the cluster, connect to its network or sign in again, or correct openops:cluster, until this works: " +
      `kubectl ${option}get --raw=/version. The stack's state stays as it is: do not set ` +
      "PULUMI_K8S_DELETE_UNREACHABLE, which makes Pulumi forget everything that it could not reach.",
  );
}
