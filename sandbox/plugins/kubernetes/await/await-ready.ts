import { SandboxError } from "../../../errors";
import { ApiError } from "../../../kubernetes-api/errors";
import { AwaitError } from "../errors";
import { type Cluster, selectionOf } from "../api/cluster";
import {
  type KubernetesObject,
  describe,
  fieldAt,
  kindOf,
  listAt,
  mapsAt,
  nameOf,
  namespaceOf,
  numberAt,
  textAt,
} from "../objects/kubernetes-object";
import { follow } from "./follow";
import { problemsOf } from "./problems";
import { type Readiness, needsEndpoints, readiness } from "./readiness";

export type Waiting = {
  readonly cluster: Cluster;
  readonly timeoutSeconds: number;
  /** Ends the wait at once. */
  readonly cancelled: AbortSignal;
  readonly report: (message: string) => void;
};

/** How often the pods of a slow object are looked at for a reason to show. */
const lookSeconds = 10;

const noPods =
  "Service does not target any Pods. Selected Pods may not be ready, or " +
  "field '.spec.selector' may not match labels on any Pods";

function generationOf(object: KubernetesObject): number {
  return numberAt(object, "metadata", "generation") ?? 0;
}

async function failure(
  waiting: Waiting,
  object: KubernetesObject,
  judged: readonly string[],
): Promise<AwaitError> {
  const reasons = [...judged, ...(await problemsOf(waiting.cluster, object))];
  const message = waiting.cancelled.aborted
    ? `Resource operation was cancelled for "${nameOf(object)}"`
    : `'${nameOf(object)}' timed out waiting to be Ready after ${waiting.timeoutSeconds} s`;
  return new AwaitError(message, object, reasons);
}

/** A claim whose class binds at first use stays pending until a pod uses it; waiting would be for ever. */
async function bindsLater(cluster: Cluster, object: KubernetesObject): Promise<boolean> {
  const name = textAt(object, "spec", "storageClassName");
  if (kindOf(object) !== "PersistentVolumeClaim" || name === "" || readiness(object).state === "ready") {
    return false;
  }
  try {
    const storageClass = await cluster.get({
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      namespace: "",
      name,
    });
    return textAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer";
  } catch (thrown) {
    if (thrown instanceof ApiError) {
      return false;
    }
    throw thrown;
  }
}

function reasonsOf(judged: Readiness): readonly string[] {
  return judged.state === "ready" ? [] : judged.reasons;
}

/** Follows one object until its own status says that it is ready, and returns it as last seen. */
async function untilStatusReady(
  waiting: Waiting,
  written: KubernetesObject,
  signal: AbortSignal,
): Promise<KubernetesObject> {
  const { cluster, report } = waiting;
  let object = written;
  const look = setInterval(() => {
    void problemsOf(cluster, object).then((problems) => problems.slice(0, 1).forEach(report));
  }, lookSeconds * 1000);
  try {
    const resourceVersion = textAt(written, "metadata", "resourceVersion");
    report(reasonsOf(readiness(written))[0] ?? "");
    for await (const event of follow(cluster, { selection: selectionOf(written), resourceVersion, signal })) {
      if (event.type === "DELETED") {
        throw new AwaitError(`${describe(object)} was deleted while waiting for it to be ready`, object, []);
      }
      if (event.type === "BOOKMARK" || generationOf(event.object) < generationOf(written)) {
        continue;
      }
      object = event.object;
      const judged = readiness(object);
      if (judged.state === "ready") {
        return object;
      }
      if (judged.state === "failed") {
        const reasons = [...judged.reasons, ...(await problemsOf(cluster, object))];
        throw new AwaitError(`${describe(object)} failed: ${judged.reasons.join("; ")}`, object, reasons);
      }
      report(judged.reasons.join("; "));
    }
  } finally {
    clearInterval(look);
  }
  throw await failure(waiting, object, reasonsOf(readiness(object)));
}

const endpointSlices = (object: KubernetesObject) => ({
  selection: { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", namespace: namespaceOf(object) },
  labelSelector: `kubernetes.io/service-name=${nameOf(object)}`,
});

function hasReadyEndpoint(slice: KubernetesObject): boolean {
  return listAt(slice, "endpoints").some((item) => fieldAt(item, "conditions", "ready") !== false);
}

async function untilEndpointsReady(
  waiting: Waiting,
  object: KubernetesObject,
  signal: AbortSignal,
): Promise<void> {
  waiting.report("Finding Pods to direct traffic to");
  for await (const event of follow(waiting.cluster, { ...endpointSlices(object), signal })) {
    if (event.type !== "DELETED" && hasReadyEndpoint(event.object)) {
      return;
    }
  }
  throw await failure(waiting, object, [noPods]);
}

/**
 * Waits until an object just written is ready, and returns it as the server has it then.
 *
 * @throws AwaitError when it fails, or is not ready in time, or the wait is cancelled.
 */
export async function awaitReady(waiting: Waiting, written: KubernetesObject): Promise<KubernetesObject> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), waiting.timeoutSeconds * 1000);
  const signal = AbortSignal.any([deadline.signal, waiting.cancelled]);
  try {
    const settled = readiness(written).state === "ready" || (await bindsLater(waiting.cluster, written));
    const object = settled ? written : await untilStatusReady(waiting, written, signal);
    if (needsEndpoints(object)) {
      await untilEndpointsReady(waiting, object, signal);
    }
    return object;
  } catch (thrown) {
    // The object exists whatever became of the connection, so the state has to keep it.
    throw thrown instanceof SandboxError && !(thrown instanceof AwaitError)
      ? new AwaitError(`the wait for ${describe(written)} was cut off: ${thrown.message}`, written, [])
      : thrown;
  } finally {
    clearTimeout(timer);
    deadline.abort();
  }
}

/** Why an object is not ready at this moment; empty when it is. */
export async function unreadyReasons(cluster: Cluster, object: KubernetesObject): Promise<readonly string[]> {
  const judged = readiness(object);
  if (judged.state !== "ready") {
    return (await bindsLater(cluster, object))
      ? []
      : [...judged.reasons, ...(await problemsOf(cluster, object))];
  }
  if (!needsEndpoints(object)) {
    return [];
  }
  const { selection, labelSelector } = endpointSlices(object);
  const slices = mapsAt(await cluster.list(selection, { labelSelector }), "items");
  return slices.some(hasReadyEndpoint) ? [] : [noPods];
}
