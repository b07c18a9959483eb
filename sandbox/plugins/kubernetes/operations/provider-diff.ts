import { type PropertyMap, isUnknown, revealMap, sameValue } from "../../protocol/property-value";
import type { DiffAnswer } from "../../protocol/resource-plugin";
import { activeCluster } from "../api/kubeconfig";
import { textAt } from "../objects/kubernetes-object";

/** What names the cluster directly, so that the kubeconfig need not be judged. */
const identifier = "clusterIdentifier";

/** Settings that decide which cluster is meant; a value not known yet may mean another cluster. */
const clusterSettings = [identifier, "kubeconfig", "context", "cluster"];

function activeClusterOf(config: PropertyMap): PropertyMap {
  const { kubeconfig } = config;
  const text = typeof kubeconfig === "string" ? kubeconfig : JSON.stringify(kubeconfig ?? "");
  return activeCluster({
    kubeconfig: kubeconfig === undefined ? "" : text,
    context: textAt(config, "context"),
  });
}

function otherCluster(old: PropertyMap, now: PropertyMap): boolean {
  const identifiers = [textAt(old, identifier), textAt(now, identifier)];
  if (identifiers.some((value) => value !== "")) {
    return identifiers[0] !== identifiers[1];
  }
  return !sameValue(activeClusterOf(old), activeClusterOf(now));
}

/**
 * What a changed provider means: an update, or another cluster and so a replacement of every object.
 *
 * A `clusterIdentifier` decides alone when either side has one; without it a changed server does.
 */
export function diffProvider(oldConfig: PropertyMap, newConfig: PropertyMap): DiffAnswer {
  const old = revealMap(oldConfig);
  const now = revealMap(newConfig);
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  names.delete("version");
  const diffs = [...names].filter((name) => !sameValue(old[name], now[name]));
  const pinned = textAt(now, identifier) !== "" && textAt(now, identifier) === textAt(old, identifier);
  const undecided = !pinned && clusterSettings.some((name) => isUnknown(now[name]));
  const replaces = diffs.length > 0 && (undecided || otherCluster(old, now)) ? diffs : [];
  return { changed: diffs.length > 0, diffs, replaces };
}
