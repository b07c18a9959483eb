import { selectionOf } from "../api/cluster";
import {
  type KubernetesObject,
  describe,
  kindOf,
  listAt,
  nameOf,
  textAt,
} from "../objects/kubernetes-object";
import type { Waiting } from "./await-ready";
import { AwaitError } from "../errors";
import { follow } from "./follow";

function obstacles(object: KubernetesObject): readonly string[] {
  const finalizers = listAt(object, "metadata", "finalizers").map(String);
  const conditions = listAt(object, "status", "conditions")
    .filter((item) => textAt(item, "status") === "True" && kindOf(object) === "Namespace")
    .map((item) => `[${textAt(item, "reason")}] ${textAt(item, "message")}`);
  return [
    ...(finalizers.length > 0 ? [`it waits for its finalizers: ${finalizers.join(", ")}`] : []),
    ...conditions,
  ];
}

/**
 * Waits until an object being deleted is gone.
 *
 * @param deleting the object as the server returned it, with its deletion time.
 * @throws AwaitError when it is still there in time, naming the finalizers that hold it.
 */
export async function awaitGone(waiting: Waiting, deleting: KubernetesObject): Promise<void> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), waiting.timeoutSeconds * 1000);
  const signal = AbortSignal.any([deadline.signal, waiting.cancelled]);
  let object = deleting;
  try {
    waiting.report(`waiting for ${describe(object)} to be deleted`);
    const resourceVersion = textAt(deleting, "metadata", "resourceVersion");
    for await (const event of follow(waiting.cluster, {
      selection: selectionOf(deleting),
      resourceVersion,
      signal,
    })) {
      if (event.type === "DELETED") {
        return;
      }
      object = event.object;
    }
  } finally {
    clearTimeout(timer);
    deadline.abort();
  }
  const message = waiting.cancelled.aborted
    ? `Resource operation was cancelled for "${nameOf(object)}"`
    : `${describe(object)} still exists ${waiting.timeoutSeconds} s after it was deleted`;
  throw new AwaitError(message, object, obstacles(object));
}
