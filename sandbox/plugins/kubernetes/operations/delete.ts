import { SandboxError } from "../../../errors";
import type { DeleteRequest } from "../../protocol/resource-plugin";
import { ApiError } from "../../../kubernetes-api/errors";
import { AwaitError, UnknownTypeError } from "../errors";
import { awaitGone } from "../await/await-gone";
import { goneTimeoutSeconds, skipsAwait } from "../await/timeouts";
import { readCheckpoint } from "./checkpoint";
import type { Selection } from "../api/cluster";
import {
  type KubernetesObject,
  annotationOf,
  apiVersionOf,
  describe,
  kindOf,
  listAt,
  numberAt,
  parseId,
  textAt,
} from "../objects/kubernetes-object";
import { isBuiltIn } from "../objects/normalize";
import { type Operation, waitingOf } from "./operation";
import { fromTypeToken } from "../api/type-token";

/**
 * Kinds that own other objects: deleting one waits for those. For the rest, waiting for dependants that
 * cannot exist would only cost a round of the garbage collector.
 */
const owners: ReadonlySet<string> = new Set([
  "CronJob",
  "DaemonSet",
  "Deployment",
  "Job",
  "ReplicaSet",
  "ReplicationController",
  "StatefulSet",
]);

/** Kinds of which `pulumi.com/skipAwait` also skips the wait for the end, as in the official plugin. */
const skippable: ReadonlySet<string> = new Set([
  "Deployment",
  "Job",
  "Namespace",
  "Pod",
  "ReplicationController",
  "StatefulSet",
]);

const policies: ReadonlyMap<string, string> = new Map([
  ["background", "Background"],
  ["foreground", "Foreground"],
  ["orphan", "Orphan"],
]);

function propagationPolicy(object: KubernetesObject): string {
  const chosen = policies.get(annotationOf(object, "pulumi.com/deletionPropagationPolicy").toLowerCase());
  return chosen ?? (owners.has(kindOf(object)) || !isBuiltIn(object) ? "Foreground" : "Background");
}

/**
 * The server answers with the object while something still holds it. Once it is gone it answers with a
 * Status or, for some types such as Service, with the object as it last was.
 */
function isStillThere(answer: KubernetesObject): boolean {
  const held =
    listAt(answer, "metadata", "finalizers").length > 0 ||
    listAt(answer, "spec", "finalizers").length > 0 ||
    (numberAt(answer, "metadata", "deletionGracePeriodSeconds") ?? 0) > 0;
  return held && textAt(answer, "metadata", "deletionTimestamp") !== "";
}

async function remove(
  operation: Operation,
  selection: Required<Selection>,
  object: KubernetesObject,
): Promise<KubernetesObject | undefined> {
  const { cancelled, cluster } = operation;
  try {
    const answer = await cluster.delete(selection, {
      propagationPolicy: propagationPolicy(object),
      signal: cancelled,
    });
    return isStillThere(answer) ? answer : undefined;
  } catch (thrown) {
    if (thrown instanceof UnknownTypeError || (thrown instanceof ApiError && thrown.notFound)) {
      return undefined;
    }
    throw thrown;
  }
}

/** Deletes an object with what it owns and waits until it is gone; one that is gone already counts as deleted. */
export async function deleteObject(operation: Operation, request: DeleteRequest): Promise<void> {
  const { live, inputs } = readCheckpoint(request.outputs);
  const type =
    kindOf(live) === ""
      ? fromTypeToken(request.type)
      : { apiVersion: apiVersionOf(live), kind: kindOf(live) };
  const deleting = await remove(operation, { ...type, ...parseId(request.id) }, live);
  if (deleting === undefined || (skipsAwait(inputs) && skippable.has(type.kind))) {
    return;
  }
  // The DELETE answer of some types lacks them.
  const object = { ...deleting, ...type };
  try {
    await awaitGone(waitingOf(operation, goneTimeoutSeconds(inputs, request.timeoutSeconds)), object);
  } catch (thrown) {
    if (thrown instanceof AwaitError) {
      throw new SandboxError([thrown.message, ...thrown.reasons].join("; ") + ` (${describe(object)})`);
    }
    throw thrown;
  }
}
