import { type PropertyMap, type PropertyValue, isMap } from "../../protocol/property-value";
import { SandboxError } from "../../../errors";
import type { Cluster } from "../api/cluster";
import {
  type KubernetesObject,
  fieldAt,
  listAt,
  nameOf,
  namespaceOf,
  textAt,
} from "../objects/kubernetes-object";

/** Enough to see what is wrong without flooding the screen. */
const maximumPods = 5;
const maximumEvents = 5;

function selectorText(selector: PropertyMap): string {
  const labels = fieldAt(selector, "matchLabels");
  return Object.entries(isMap(labels) ? labels : {})
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(",");
}

/** What keeps a container from running: `[ImagePullBackOff] Back-off pulling image "x"`. */
function containerProblem(status: PropertyValue): readonly string[] {
  const state = fieldAt(status, "state");
  const stopped = [fieldAt(state, "waiting"), fieldAt(state, "terminated")].find(
    (item) => isMap(item) && textAt(item, "reason") !== "Completed",
  );
  return stopped === undefined
    ? []
    : [`container "${textAt(status, "name")}": [${textAt(stopped, "reason")}] ${textAt(stopped, "message")}`];
}

function podProblem(pod: PropertyValue): readonly string[] {
  const conditions = listAt(pod, "status", "conditions");
  const holds = (type: string) =>
    conditions.some((item) => textAt(item, "type") === type && textAt(item, "status") === "True");
  if (holds("Ready") || textAt(pod, "status", "phase") === "Succeeded") {
    return [];
  }
  const unscheduled = conditions
    .filter((item) => textAt(item, "type") === "PodScheduled" && textAt(item, "status") === "False")
    .map((item) => `[${textAt(item, "reason")}] ${textAt(item, "message")}`);
  const statuses = [
    ...listAt(pod, "status", "initContainerStatuses"),
    ...listAt(pod, "status", "containerStatuses"),
  ];
  const details = [...unscheduled, ...statuses.flatMap(containerProblem)];
  const state =
    details.length > 0 ? details.join("; ") : `is ${textAt(pod, "status", "phase") || "new"}, not ready`;
  return [`Pod ${textAt(pod, "metadata", "namespace")}/${textAt(pod, "metadata", "name")}: ${state}`];
}

async function podProblems(cluster: Cluster, object: KubernetesObject): Promise<readonly string[]> {
  const selector = fieldAt(object, "spec", "selector");
  const labelSelector = isMap(selector) ? selectorText(selector) : "";
  if (labelSelector === "" || fieldAt(object, "spec", "template") === undefined) {
    return [];
  }
  const pods = { apiVersion: "v1", kind: "Pod", namespace: namespaceOf(object) };
  const found = listAt(await cluster.list(pods, { labelSelector }), "items");
  const claims = await claimProblems(cluster, namespaceOf(object), found.filter(isPending));
  return [...found.flatMap(podProblem).slice(0, maximumPods), ...claims];
}

function isPending(pod: PropertyValue): boolean {
  return textAt(pod, "status", "phase") === "Pending";
}

/** The claims that pods wait for, each with the last thing that was said about it. */
async function claimProblems(
  cluster: Cluster,
  namespace: string,
  pods: readonly PropertyValue[],
): Promise<readonly string[]> {
  const names = pods
    .flatMap((pod) => listAt(pod, "spec", "volumes"))
    .map((volume) => textAt(volume, "persistentVolumeClaim", "claimName"))
    .filter((name) => name !== "");
  const problems = [...new Set(names)].map(async (name) => {
    const kind = "PersistentVolumeClaim";
    const claim = await cluster.get({ apiVersion: "v1", kind, namespace, name });
    const phase = textAt(claim, "status", "phase");
    if (phase === "Bound") {
      return [];
    }
    const events = { apiVersion: "v1", kind: "Event", namespace };
    const fieldSelector = `involvedObject.kind=${kind},involvedObject.name=${name}`;
    const said = listAt(await cluster.list(events, { fieldSelector }), "items").at(-1);
    const story = said === undefined ? "" : `: [${textAt(said, "reason")}] ${textAt(said, "message")}`;
    return [`${kind} ${namespace}/${name} is ${phase}${story}`];
  });
  return (await Promise.all(problems)).flat();
}

/** The last warnings about the object and what it owns, whose names start with its own. */
async function warningEvents(cluster: Cluster, object: KubernetesObject): Promise<readonly string[]> {
  const events = { apiVersion: "v1", kind: "Event", namespace: namespaceOf(object) };
  const found = await cluster.list(events, { fieldSelector: "type=Warning" });
  const about = listAt(found, "items").filter((item) => {
    const name = textAt(item, "involvedObject", "name");
    return name === nameOf(object) || name.startsWith(`${nameOf(object)}-`);
  });
  const lines = about.map(
    (item) =>
      `${textAt(item, "involvedObject", "kind")} ${textAt(item, "involvedObject", "name")}: ` +
      `[${textAt(item, "reason")}] ${textAt(item, "message")}`,
  );
  // Of the same thing about pod after pod, the last is told.
  const last = new Map(lines.map((line) => [withoutPodNames(line), line]));
  return [...last.values()].slice(-maximumEvents);
}

function withoutPodNames(line: string): string {
  return line.replace(/\(combined from similar events\): /, "").replace(/-[a-z0-9]{5}(?=")/g, "");
}

/**
 * What stands in the way of an object, told from its pods and the events about it.
 *
 * An identity that may not list them gets no answer rather than another error.
 */
export async function problemsOf(cluster: Cluster, object: KubernetesObject): Promise<readonly string[]> {
  if (namespaceOf(object) === "") {
    return [];
  }
  try {
    const [pods, events] = await Promise.all([podProblems(cluster, object), warningEvents(cluster, object)]);
    return [...pods, ...events];
  } catch (thrown) {
    if (thrown instanceof SandboxError) {
      return [];
    }
    throw thrown;
  }
}
