import type { WatchEvent } from "../../../kubernetes-api/api-client";
import { ApiError } from "../../../kubernetes-api/errors";
import type { Cluster, Selection } from "../api/cluster";
import { textAt } from "../objects/kubernetes-object";

/** The server has forgotten the version a watch wanted to start from. */
const gone = 410;

export type Following = {
  readonly selection: Selection;
  /** Where to start; from what there is now where empty. */
  readonly resourceVersion?: string;
  readonly labelSelector?: string;
  readonly signal: AbortSignal;
};

function startAt(version: string): Readonly<Record<string, string>> {
  return version === "" ? {} : { resourceVersion: version };
}

/** Follows objects for as long as the signal allows, across the ends of single watches. */
export async function* follow(cluster: Cluster, following: Following): AsyncGenerator<WatchEvent> {
  const { selection, labelSelector, signal } = following;
  const labels = labelSelector === undefined ? {} : { labelSelector };
  let version = following.resourceVersion ?? "";
  while (!signal.aborted) {
    try {
      for await (const event of cluster.watch(selection, { ...labels, ...startAt(version) }, signal)) {
        version = textAt(event.object, "metadata", "resourceVersion");
        yield event;
      }
    } catch (thrown) {
      if (signal.aborted) {
        return;
      }
      if (!(thrown instanceof ApiError) || thrown.code !== gone) {
        throw thrown;
      }
      version = "";
    }
  }
}
